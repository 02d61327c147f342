#include "probe/logs/attempts_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "common/base/escape.hpp"
#include "common/report/layout.hpp"
#include "common/report/timestamp.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kFirst = 4, kLast = 2;  // attempts that are shown
constexpr std::size_t kMeaningColumn = 10;
constexpr std::size_t kShownOfClient = 40;      // bytes

std::string_view end_words(AttemptEnd end) {
  switch (end) {
    case AttemptEnd::next_way: return "next way";
    case AttemptEnd::again: return "again";
    case AttemptEnd::connected: return "connected";
    case AttemptEnd::failed: return "all failed";
    case AttemptEnd::fatal: return "exits";
    case AttemptEnd::restarted: return "restarted";
    case AttemptEnd::log_ends: return "log ends";
  }
  return "";
}

/// In the table; what it means stands below, once.
std::string_view kind_words(GapKind kind) {
  switch (kind) {
    case GapKind::unknown: return "";
    case GapKind::verdict: return "an answer";
    case GapKind::silence: return "silence";
    case GapKind::used_up: return "used up";
    case GapKind::refused: return "refused";
    case GapKind::resolver: return "resolver";
    case GapKind::throttled: return "throttled";
  }
  return "";
}

std::string short_duration(Duration duration) {
  return duration <= Duration{} ? "0 s" : human_duration(duration);
}

std::string table_row(std::string_view where, std::string_view at, std::string_view pause,
                      std::string_view via, std::string_view took, std::string_view then,
                      std::string_view says) {
  std::string row = fmt::format("{:>8}  {:<19}  {:>7}  {:<7} {:>8}  {:<10}  {}", where, at, pause,
                                via, took, then, says);
  row.erase(row.find_last_not_of(' ') + 1);
  return row + "\n";
}

std::string attempt_row(const LoggedAttempt& attempt, bool many_files) {
  const auto where = many_files ? fmt::format("{}:{}", attempt.file, attempt.line)
                                : std::to_string(attempt.line);
  std::string says(kind_words(attempt.kind));
  if (!attempt.client.empty()) {
    says += (says.empty() ? "" : "; ") + printable(attempt.client, kShownOfClient);
  }
  return table_row(where, attempt.at ? log_time_text(*attempt.at) : "-",
                   attempt.pause ? short_duration(*attempt.pause) : "",
                   printable(attempt.transport),
                   attempt.took ? short_duration(*attempt.took) : "-", end_words(attempt.end),
                   says);
}

/// What each kind in the table means.
std::string legend(const std::vector<const LoggedAttempt*>& shown, std::size_t width) {
  std::string text;
  std::set<std::string> told;
  for (const LoggedAttempt* attempt : shown) {
    if (attempt->means.empty()) continue;
    const auto line = fmt::format("{}: {}", kind_words(attempt->kind), attempt->means);
    if (!told.insert(line).second) continue;
    text += fmt::format("{:{}}{}\n", "", kMeaningColumn, wrapped(line, kMeaningColumn, width));
  }
  return text;
}

/// The pauses between rounds, of those attempts that were kept.
std::string pauses_text(const LogReport& report) {
  Duration least = Duration::max(), most{};
  for (const LoggedAttempt& attempt : report.attempts) {
    if (!attempt.pause) continue;
    least = std::min(least, *attempt.pause);
    most = std::max(most, *attempt.pause);
  }
  if (least == Duration::max()) return {};
  const auto shortest = short_duration(least), longest = short_duration(most);
  if (shortest == longest) return fmt::format(", a pause of {} before a new round", shortest);
  return fmt::format(", pauses of {} to {} before a new round", shortest, longest);
}

std::string counted(std::uint64_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

std::string attempts_text(const LogReport& report, std::size_t width) {
  if (report.attempts_seen == 0) return {};
  const auto head = fmt::format("{} in {}, {} connected{}",
                                counted(report.attempts_seen, "attempt"),
                                counted(report.rounds, "round"), report.connected,
                                pauses_text(report));
  std::string text = "\n" + wrapped(head, 0, width) + "\n";
  text += table_row("line", "at (UTC)", "pause", "via", "took", "then", "that says");
  const std::size_t count = report.attempts.size();
  const bool all = report.attempts_seen == count && count <= kFirst + kLast;
  std::vector<const LoggedAttempt*> shown;
  for (std::size_t i = 0; i < count; ++i) {
    if (!all && i == kFirst) {
      text += fmt::format("{:>8}  {} more\n", "...", report.attempts_seen - kFirst - kLast);
    }
    if (!all && i >= kFirst && i + kLast < count) continue;
    text += attempt_row(report.attempts[i], report.files.size() > 1);
    shown.push_back(&report.attempts[i]);
  }
  return text + legend(shown, width);
}

}  // namespace edge::probe
