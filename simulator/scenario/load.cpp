#include <cerrno>
#include <cstring>
#include <fstream>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "simulator/scenario/scenario.hpp"
#include "simulator/scenario/vocabulary.hpp"
#include "simulator/scenario/yaml_reader.hpp"

namespace edge::sim {

Scenario load_scenario(const std::filesystem::path& file) {
  const auto name = printable(file.string());
  std::error_code unknown;
  if (std::filesystem::is_directory(file, unknown)) {
    throw UsageError(name + ": is a folder, where one scenario's file is wanted");
  }
  if (std::filesystem::is_fifo(file, unknown) || std::filesystem::is_socket(file, unknown)) {
    throw UsageError(name + ": not a file");
  }
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  std::string text(kLargestYaml + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream.is_open() || stream.bad()) {
    const auto reason = errno;
    throw UsageError(name + ": cannot be read" +
                     (reason == 0 ? "" : std::string(": ") + std::strerror(reason)));
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return parse_scenario(text, file, vocabulary());
}

}  // namespace edge::sim
