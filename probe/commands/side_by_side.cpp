#include "probe/commands/side_by_side.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "common/base/escape.hpp"

namespace edge::probe {

std::vector<std::string> words_of(const CLI::App& app, std::span<const std::string_view> without) {
  std::vector<std::string> words, files;
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = option->get_name();
    const bool own = std::ranges::find(without, name) != without.end();
    if (own || option->count() == 0) continue;
    const bool flag = option->get_expected_max() == 0;
    if (flag) words.push_back(name);
    for (const auto& value : option->results()) {
      if (option->get_positional()) files.push_back(value);
      else if (!flag) words.push_back(name + "=" + value);
    }
  }
  if (!files.empty()) words.emplace_back("--");  // a file may be called as an option is
  words.insert(words.end(), files.begin(), files.end());
  return words;
}

std::string why_no_report(const OwnCopyResult& result) {
  if (result.too_much) return "it printed too much";
  if (result.exit_code == 0 || result.exit_code == 1) return {};
  std::string line = result.errors;
  while (line.ends_with('\n')) line.pop_back();
  line.erase(0, line.rfind('\n') + 1);
  constexpr std::string_view kProgram = "edgeprobe: ";
  if (line.starts_with(kProgram)) line.erase(0, kProgram.size());
  return line.empty() ? fmt::format("it ended with {}", result.exit_code) : printable(line);
}

}  // namespace edge::probe
