#include "probe/survey_output/vantage_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "common/base/colour.hpp"
#include "common/base/escape.hpp"
#include "probe/survey_output/phrases.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kEndpointWidth = 26, kPlaceWidth = 28, kLeastColumn = 9;
constexpr std::size_t kMostEndpointsShown = 24;

bool passed_everywhere(const VantageLine& line) {
  return std::ranges::all_of(line.checks, [](const SurveyCheck* check) {
    return !check || check->result == CheckResult::passed;
  });
}

/// Names of columns, or numbers where the names have no room beside each other.
struct Headings {
  std::vector<std::string> words;
  std::vector<std::size_t> widths;
  bool numbered = false;
};

Headings headings_of(const std::vector<std::string>& vantages, std::size_t room) {
  Headings headings;
  std::size_t used = 0;
  for (const auto& vantage : vantages) {
    headings.words.push_back(printable(vantage));
    headings.widths.push_back(std::max(headings.words.back().size() + 2, kLeastColumn));
    used += headings.widths.back();
  }
  headings.numbered = used > room;
  if (!headings.numbered) return headings;
  for (std::size_t i = 0; i < vantages.size(); ++i) {
    headings.words[i] = fmt::format("({})", i + 1);
    headings.widths[i] = kLeastColumn;
  }
  return headings;
}

std::string text_line(const VantageLine& line, const Headings& headings, bool colours) {
  std::string text = fmt::format("  {} {} ", fitted(line.endpoint->endpoint, kEndpointWidth),
                                 fitted(target_text(*line.endpoint), kPlaceWidth));
  for (std::size_t i = 0; i < line.checks.size(); ++i) {
    const SurveyCheck* check = line.checks[i];
    text += check ? result_word(check->result, headings.widths[i], colours)
                  : fitted("-", headings.widths[i]);
  }
  return text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
}

}  // namespace

std::string fitted(std::string_view text, std::size_t width) {
  const std::string shown = printable(text);
  if (shown.size() <= width) return shown + std::string(width - shown.size(), ' ');
  return printable(shown, width - 3);
}

std::string result_word(CheckResult result, std::size_t width, bool colours) {
  const auto word = fmt::format("{:<{}}", result == CheckResult::failed ? "FAILED"
                                                                       : name_of(result), width);
  if (!colours || result == CheckResult::skipped) return word;
  return painted(word, result == CheckResult::passed   ? Colour::green
                       : result == CheckResult::warned ? Colour::yellow
                                                       : Colour::red);
}

VantageTable vantage_table(const SurveyReport& report) {
  VantageTable table{.vantages = vantages_of(report), .lines = {}};
  if (table.vantages.size() < 2) return table;
  std::map<std::string, std::size_t> columns, places;
  for (const auto& vantage : table.vantages) columns.emplace(vantage, columns.size());
  for (const SurveyCheck& check : report.checks) {
    const auto [place, fresh] = places.emplace(check.endpoint, table.lines.size());
    if (fresh) {
      VantageLine& line = table.lines.emplace_back();
      line.endpoint = &check;
      line.checks.resize(table.vantages.size());
    }
    table.lines[place->second].checks[columns.at(vantage_of(check))] = &check;
  }
  return table;
}

std::string vantage_text(const SurveyReport& report, const TextStyle& style) {
  const VantageTable table = vantage_table(report);
  if (table.lines.empty()) return {};
  const std::size_t used = 2 + kEndpointWidth + 1 + kPlaceWidth + 1;
  const auto headings = headings_of(table.vantages, style.width > used ? style.width - used : 0);
  std::string text;
  for (std::size_t i = 0; headings.numbered && i < table.vantages.size(); ++i) {
    text += fmt::format("  ({}) from {}\n", i + 1, printable(table.vantages[i]));
  }
  std::string head(used, ' ');
  for (std::size_t i = 0; i < headings.words.size(); ++i) {
    head += fitted(headings.words[i], headings.widths[i]);
  }
  text += head.substr(0, head.find_last_not_of(' ') + 1) + "\n";
  const auto passed = static_cast<std::size_t>(
      std::ranges::count_if(table.lines, passed_everywhere));
  const bool few = passed <= kMostEndpointsShown;
  for (const VantageLine& line : table.lines) {
    if (few || !passed_everywhere(line)) text += text_line(line, headings, style.colours);
  }
  if (!few) text += fmt::format("  and {} that passed from each (-o csv shows them)\n", passed);
  return text;
}

}  // namespace edge::probe
