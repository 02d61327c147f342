#include "simulator/run/load_scenario.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/files/file_error.hpp"
#include "common/files/named_file.hpp"
#include "simulator/yaml/yaml_reader.hpp"

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
  return parse_scenario(text, file, known_names());
}

std::vector<std::filesystem::path> scenario_files(
    const std::vector<std::filesystem::path>& paths) {
  namespace fs = std::filesystem;
  std::vector<fs::path> files;
  for (const auto& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      files.push_back(path);  // what is wrong with it, loading will say
      continue;
    }
    std::vector<fs::path> found;
    for (auto entry = fs::directory_iterator(path, error); !error && entry != fs::end(entry);
         entry.increment(error)) {
      if (entry->path().extension() == ".yaml") found.push_back(entry->path());
    }
    const auto name = printable(path.string());
    if (error) throw UsageError(fmt::format("{}: cannot be read: {}", name, error.message()));
    if (found.empty()) throw UsageError(fmt::format("{}: no .yaml file in this folder", name));
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

}  // namespace edge::sim
