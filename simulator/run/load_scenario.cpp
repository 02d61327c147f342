#include "simulator/run/load_scenario.hpp"

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/files/file_error.hpp"
#include "common/files/named_file.hpp"
#include "common/yaml/yaml_reader.hpp"

namespace edge::sim {

Scenario load_scenario(const std::filesystem::path& file) {
  const auto name = printable(file.string());
  std::error_code unknown;
  if (std::filesystem::is_directory(file, unknown)) {
    throw UsageError(name + ": is a folder, where one scenario's file is wanted");
  }
  std::string text;
  try {
    // The parser refuses what is larger.
    text = read_named_file(file, {.bytes = kLargestYaml + 1, .cut = true});
  } catch (const FileError& error) {
    throw UsageError(name + ": cannot be read: " + error.reason());
  }
  static const Vocabulary names = known_names();
  return parse_scenario(text, file, names);
}

}  // namespace edge::sim
