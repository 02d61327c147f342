#include "common/toml/toml_strings.hpp"

// toml++ 3.3 takes for granted, in release builds as the optimiser's knowledge, that a key begins
// as one in places where a hostile file's does not. What is behind those asserts judges it again.
#undef NDEBUG
#define TOML_ASSERT(condition) static_cast<void>(0)
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
