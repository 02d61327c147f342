#include "probe/logs/log_supports.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/escape.hpp"
#include "probe/logs/attempt_patterns.hpp"
#include "probe/logs/log_causes.hpp"

namespace edge::probe {
namespace {

using Logs = std::span<const LogReader* const>;

/// The same program's log, from the time on at which `log` ends: an engine begins a new file when
/// the old one is full.
bool goes_on_in(const LogReader& log, const LogReader& later) {
  const LogFile &file = log.file(), &next = later.file();
  return file.ended && next.begun && *file.ended <= *next.begun && !file.generation.empty() &&
         file.generation == next.generation;
}

/// A connection of the same program after the last line of it, and no failure since.
bool got_over(const LogReader& log, Logs logs, std::uint64_t last_line, bool edge_hub) {
  const auto& timeline = log.timeline();
  const auto last = timeline.last_connected(edge_hub);
  if (last > last_line && last > timeline.last_failed(edge_hub)) return true;
  return std::ranges::any_of(logs, [&](const LogReader* later) {
    const auto& then = later->timeline();
    return goes_on_in(log, *later) && then.last_connected(edge_hub) > then.last_failed(edge_hub);
  });
}

/// A line that says so, after the last one of it.
bool is_ended(const LogReader& log, const SignatureCount& count) {
  const auto code = code_of(signature_rows()[count.row], count.peer);
  return std::ranges::any_of(log.counts(), [&](const SignatureCount& end) {
    const auto last = std::ranges::max(end.last_line);
    if (last <= std::ranges::max(count.last_line)) return false;
    const auto ended = words(signature_rows()[end.row].ends);
    return std::ranges::find(ended, code) != ended.end();
  });
}

bool got_over(const LogReader& log, Logs logs, const SignatureCount& count) {
  return std::ranges::all_of(std::initializer_list<bool>{false, true}, [&](bool edge_hub) {
    const auto last = count.last_line[edge_hub ? 1 : 0];
    return last == 0 || got_over(log, logs, last, edge_hub);
  });
}

std::string place(const LogReader& log, std::uint64_t line, bool many_logs) {
  if (!many_logs) return fmt::format("line {}", line);
  return fmt::format("{}:{}", printable(log.file().name), line);
}

void add_signatures(Supports& supports, const LogReader& log, Logs logs) {
  const bool many_logs = logs.size() > 1;
  for (const SignatureCount& count : log.counts()) {
    const SignatureRow& row = signature_rows()[count.row];
    const auto code = code_of(row, count.peer);
    if (count.times == 0 || code.empty()) continue;
    Support& support = supports[std::string(code)];
    const bool names = row.says == Says::cause;
    const auto confidence = count.sure ? row.confidence
                                       : std::max(row.confidence, Confidence::possible);
    if (support.signatures.empty() || (names && !support.named)) {
      support.seen = fmt::format("{}: {}", place(log, count.first_line, many_logs), count.quote);
      support.others = code == row.code ? row.others : std::string_view{};
      support.meaning = row.means;
      support.confidence = confidence;
    }
    if (names && support.named) support.confidence = std::min(support.confidence, confidence);
    support.named = support.named || names;
    support.times += count.times;
    const bool ended = is_ended(log, count);
    support.ended = support.ended && ended;
    support.got_over = support.got_over && (ended || got_over(log, logs, count));
    const bool known = std::ranges::find(support.signatures, row.name) != support.signatures.end();
    if (!known) support.signatures.emplace_back(row.name);
  }
}

/// `code` and the others that the same words may mean.
std::vector<std::string> codes_of(std::string_view code, std::string_view others) {
  auto all = words(others);
  all.emplace(all.begin(), code);
  return all;
}

/// Without words of its own a log still has the lengths of its attempts.
void add_pattern(Supports& supports, const LogReader& log, Logs logs) {
  const AttemptPattern* pattern = attempt_pattern(log.timeline().round_counts());
  if (!pattern) return;
  const bool explained = std::ranges::any_of(supports, [](const auto& one) {
    return one.second.named && words_of(one.first).of_verdict;
  });
  if (explained && !pattern->second_connects) return;
  // A wrapper's words that tell some of the causes apart say more than the lengths do.
  const auto lengths = codes_of(pattern->code, pattern->others);
  const bool narrowed = std::ranges::any_of(supports, [&](const auto& one) {
    const auto said = codes_of(one.first, one.second.others);
    return said.front() != lengths.front() &&
           std::ranges::find_first_of(said, lengths) != said.end();
  });
  if (narrowed) return;
  Support& support = supports[std::string(pattern->code)];
  if (support.named) return;
  support.named = true;
  support.seen = fmt::format("the attempts: {}", pattern->words);
  support.times = 1;
  support.others = pattern->others;
  support.meaning = {};
  support.got_over = pattern->second_connects ||
                     got_over(log, logs, log.timeline().last_failed(false), false);
  support.ended = false;
}

/// Rounds that failed with no word of it, as the agents of early 2018 write none.
void add_failed_rounds(Supports& supports, const LogReader& log) {
  std::uint64_t failed = 0;
  for (const RoundCount& round : log.timeline().round_counts()) {
    if (round.whole && !round.connected) failed += round.rounds;
  }
  const auto attempts = log.timeline().attempts();
  const bool connects = !attempts.empty() && attempts.back().end == AttemptEnd::connected;
  if (failed == 0 || connects) return;
  Support& support = supports["path-inconclusive"];
  support.seen = fmt::format("the attempts: {} round{} failed", failed, failed == 1 ? "" : "s");
  support.times = 1;
  support.got_over = false;
}

}  // namespace

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> all;
  while (!text.empty()) {
    const auto end = text.find(' ');
    all.emplace_back(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return all;
}

Supports supports_of(std::span<const LogReader* const> logs) {
  Supports supports;
  for (const LogReader* log : logs) add_signatures(supports, *log, logs);
  for (const LogReader* log : logs) add_pattern(supports, *log, logs);
  if (!supports.empty()) return supports;
  for (const LogReader* log : logs) add_failed_rounds(supports, *log);
  return supports;
}

bool is_named(const Supports& supports, std::string_view code) {
  const auto found = supports.find(code);
  return found != supports.end() && found->second.named;
}

}  // namespace edge::probe
