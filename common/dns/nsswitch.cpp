#include "common/dns/nsswitch.hpp"

#include <algorithm>
#include <optional>

#include "common/base/ascii_case.hpp"

namespace edge {
namespace {

constexpr std::string_view kBetweenWords = " \t\r\v\f";
constexpr std::string_view kDatabase = "hosts:";
constexpr std::size_t kMostSources = 16;  // a hostile file may have any number

void trim(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBetweenWords), text.size()));
}

/// Of "[NOTFOUND=return !UNAVAIL=continue]" the part between the brackets: whether a name that the
/// source does not know ends the search. Nothing if it is malformed.
std::optional<bool> ends_at_unknown_name(std::string_view actions) {
  bool ends = false;
  for (trim(actions); !actions.empty(); trim(actions)) {
    const auto item = actions.substr(0, actions.find_first_of(kBetweenWords));
    actions.remove_prefix(item.size());
    const bool negated = item.starts_with('!');
    const auto equals = item.find('=');
    if (equals == item.npos) return std::nullopt;
    const auto status = lower_case(item.substr(negated, equals - negated));
    const auto action = lower_case(item.substr(equals + 1));
    constexpr std::string_view kStatus[] = {"success", "notfound", "unavail", "tryagain"};
    constexpr std::string_view kAction[] = {"return", "continue", "merge"};
    if (std::ranges::find(kStatus, status) == std::end(kStatus)) return std::nullopt;
    if (std::ranges::find(kAction, action) == std::end(kAction)) return std::nullopt;
    if ((status == "notfound") != negated) ends = action == "return";
  }
  return ends;
}

std::optional<std::vector<NameSource>> sources_in(std::string_view line) {
  std::vector<NameSource> sources;
  for (trim(line); !line.empty() && sources.size() < kMostSources; trim(line)) {
    if (line.starts_with('[')) {
      const auto end = line.find(']');
      if (end == line.npos || sources.empty()) return std::nullopt;
      const auto ends = ends_at_unknown_name(line.substr(1, end - 1));
      if (!ends) return std::nullopt;
      sources.back().ends_at_unknown_name = *ends;
      line.remove_prefix(end + 1);
    } else {
      const auto name = line.substr(0, line.find_first_of(" \t\r\v\f["));
      sources.push_back({std::string(name)});
      line.remove_prefix(name.size());
    }
  }
  return sources;
}

}  // namespace

std::vector<NameSource> parse_name_sources(std::string_view nsswitch) {
  std::vector<NameSource> sources = usual_name_sources();
  while (!nsswitch.empty()) {
    auto line = nsswitch.substr(0, nsswitch.find('\n'));
    nsswitch.remove_prefix(std::min(line.size() + 1, nsswitch.size()));
    trim(line);  // a '#' further on begins no comment
    if (!line.starts_with(kDatabase)) continue;
    line.remove_prefix(kDatabase.size());
    sources = sources_in(line).value_or(std::vector<NameSource>{});
  }
  return sources;
}

}  // namespace edge
