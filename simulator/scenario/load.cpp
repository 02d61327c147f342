#include <fmt/core.h>

#include <fstream>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "simulator/scenario/scenario.hpp"
#include "simulator/scenario/vocabulary.hpp"
#include "simulator/scenario/yaml_reader.hpp"

namespace edge::sim {

Scenario load_scenario(const std::filesystem::path& file) {
  std::error_code unknown;
  if (std::filesystem::is_fifo(file, unknown) || std::filesystem::is_socket(file, unknown)) {
    throw UsageError(fmt::format("{}: not a file", printable(file.string())));
  }
  std::ifstream stream(file, std::ios::binary);
  std::string text(kLargestYaml + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream.is_open() || stream.bad()) {
    throw UsageError(fmt::format("{}: cannot be read", printable(file.string())));
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return parse_scenario(text, file, vocabulary());
}

}  // namespace edge::sim
