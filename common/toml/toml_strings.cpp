#include "common/toml/toml_strings.hpp"

#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace edge {
namespace {

void add_strings(const toml::table& table, const std::string& prefix, TomlStrings& strings) {
  for (const auto& [key, value] : table) {
    const std::string name = prefix.empty() ? std::string(key.str())
                                            : prefix + "." + std::string(key.str());
    if (const auto* inner = value.as_table()) add_strings(*inner, name, strings);
    if (const auto* text = value.as_string()) strings.emplace(name, Secret(text->get()));
  }
}

}  // namespace

TomlReading read_toml_strings(std::string_view text) {
  TomlReading reading;
  try {
    add_strings(toml::parse(text), "", reading.strings);
  } catch (const toml::parse_error& error) {
    reading.bad_line = static_cast<int>(error.source().begin.line);
  }
  return reading;
}

}  // namespace edge
