#include "simulator/lists.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "simulator/faults.hpp"
#include "simulator/scenario/scenario.hpp"
#include "simulator/topologies.hpp"

namespace edge::sim {
namespace {

struct Line {
  std::string name, what, parameters;
};

std::string table(const std::vector<Line>& lines) {
  std::size_t width = 0;
  for (const auto& line : lines) width = std::max(width, line.name.size());
  std::string text;
  for (const auto& line : lines) {
    text += fmt::format("{:<{}}  {}\n", line.name, width, line.what);
    if (!line.parameters.empty()) text += fmt::format("{:<{}}    {}\n", "", width, line.parameters);
  }
  return text;
}

template <class Rows>
std::vector<Line> lines_of(const Rows& rows) {
  std::vector<Line> lines;
  for (const auto& row : rows) {
    lines.push_back({std::string{row.name}, std::string{row.what}, std::string{row.parameters}});
  }
  return lines;
}

}  // namespace

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

std::string list_table(const std::string& topic, const std::filesystem::path& folder) {
  if (topic == "faults") return table(lines_of(fault_rows()));
  if (topic == "topologies") return table(lines_of(topology_rows()));
  std::vector<Line> lines;
  for (const auto& file : scenario_files({folder})) {
    const auto scenario = load_scenario(file);
    lines.push_back({scenario.name, scenario.why, ""});
  }
  return table(lines);
}

}  // namespace edge::sim
