#include "probe/commands/side_by_side.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "common/base/escape.hpp"
#include "common/world/real/environment.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostWarnings = 20;

std::vector<std::string> lines_said(const OwnCopyResult& result) {
  std::vector<std::string> lines;
  std::string_view rest = result.errors;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    constexpr std::string_view kProgram = "edgeprobe: ";
    if (line.starts_with(kProgram)) line.remove_prefix(kProgram.size());
    if (!line.empty()) lines.push_back(printable(line));
  }
  return lines;
}

bool has_report(const OwnCopyResult& result) {
  return !result.too_much && (result.exit_code == 0 || result.exit_code == 1);
}

struct Warning {
  std::string text;
  std::vector<std::string> columns;
};

}  // namespace

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
  if (has_report(result)) return {};
  const auto lines = lines_said(result);
  return lines.empty() ? fmt::format("it ended with {}", result.exit_code) : lines.back();
}

std::vector<std::string> warnings_of_copies(const std::vector<OwnCopyResult>& results,
                                            const std::vector<std::string>& columns) {
  std::vector<Warning> warnings;
  std::size_t more = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    auto lines = lines_said(results[i]);
    if (!has_report(results[i]) && !lines.empty()) lines.pop_back();  // why there is no report
    for (auto& line : lines) {
      auto same = std::ranges::find(warnings, line, &Warning::text);
      const bool is_new = same == warnings.end();
      if (is_new && warnings.size() == kMostWarnings) {
        ++more;
        continue;
      }
      if (is_new) same = warnings.insert(same, {std::move(line), {}});
      auto& by = same->columns;
      if (std::ranges::find(by, columns[i]) == by.end()) by.push_back(columns[i]);
    }
  }
  std::vector<std::string> texts;
  for (const Warning& warning : warnings) {
    texts.push_back(fmt::format("[{}] {}", fmt::join(warning.columns, ", "), warning.text));
  }
  if (more > 0) texts.push_back(fmt::format("and {} lines more", more));
  return texts;
}

void warn_of_copies(const std::vector<OwnCopyResult>& results,
                    const std::vector<std::string>& columns) {
  for (const auto& text : warnings_of_copies(results, columns)) {
    write_error_line("edgeprobe", text);
  }
}

}  // namespace edge::probe
