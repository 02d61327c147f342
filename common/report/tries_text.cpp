#include "common/report/tries_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "common/report/failure_symbol.hpp"
#include "common/report/layout.hpp"

namespace edge {
namespace {

constexpr std::size_t kMostShown = 5;  // connections of one attempt

bool same_connection(const Evidence& a, const Evidence& b) {
  return a.attempt == b.attempt && a.attempt_try == b.attempt_try && a.connection == b.connection &&
         a.transport == b.transport;
}

using Stages = std::vector<const Evidence*>;

/// The stages of each connection, attempt by attempt: one that the agent has given up goes on
/// beside the next.
std::vector<Stages> connections_of(const Report& report) {
  std::vector<Stages> all;
  for (const Evidence& seen : report.evidence) {
    if (!is_stage(seen)) continue;
    const auto own = std::ranges::find_if(all, [&](const Stages& connection) {
      return same_connection(*connection.front(), seen);
    });
    if (own == all.end()) all.push_back({&seen});
    else own->push_back(&seen);
  }
  std::ranges::stable_sort(all, {}, [](const Stages& one) { return one.front()->attempt; });
  return all;
}

bool ended_alike(const Stages& a, const Stages& b) {
  const Evidence &one = *a.back(), &other = *b.back();
  return one.stage == other.stage && one.outcome == other.outcome &&
         failure_symbol(one) == failure_symbol(other);
}

/// What an attempt that was given up has come to since is worth showing when it got through.
bool worth_showing(const Report& report, const Stages& connection) {
  const Evidence &first = *connection.front(), &last = *connection.back();
  const AttemptReport* attempt = attempt_of(report, first);
  return !attempt || first.begin <= attempt->end || last.outcome == Outcome::ok;
}

bool all_end_alike(const AttemptReport& attempt) {
  return std::ranges::all_of(attempt.tries, [&](const TryReport& one) {
    return one.stage == attempt.tries.front().stage &&
           one.outcome == attempt.tries.front().outcome;
  });
}

Duration longest(const AttemptReport& attempt) {
  Duration most{};
  for (const TryReport& one : attempt.tries) most = std::max(most, one.end - one.begin);
  return most;
}

std::string tries_text(const AttemptReport& attempt) {
  if (attempt.tries.empty()) return {};
  const auto connections = std::accumulate(
      attempt.tries.begin(), attempt.tries.end(), 0,
      [](int sum, const TryReport& one) { return sum + one.connections; });
  const auto all = static_cast<std::size_t>(attempt.tries.back().number);
  if (all == 1) {
    constexpr const char* kInTurn = "{} connections in turn, one for each of the agent's links";
    return connections > 1 ? fmt::format(kInTurn, connections) : std::string();
  }
  const bool complete = all == attempt.tries.size();
  const auto in_time = static_cast<std::size_t>(tries_waited_for(attempt));
  std::string text = fmt::format("{} {} in {}", in_time, in_time == 1 ? "try" : "tries",
                                 human_duration(attempt.end - attempt.begin));
  if (complete && connections > static_cast<int>(all)) {
    text += fmt::format(", {} connections", connections);
  }
  if (all_end_alike(attempt)) {
    text += fmt::format(", each ended so within {}", human_duration(longest(attempt)));
  }
  if (in_time > 1) {
    const std::chrono::duration<double> begin =
        attempt.tries[std::min(in_time, attempt.tries.size()) - 1].begin;
    text += fmt::format(", the last at {:.3f} s", begin.count());
  }
  if (all > in_time) {
    text += fmt::format("; {} more after the agent had gone on", all - in_time);
  }
  return text;
}

/// Attempts that failed and whose evidence was not kept: the agent began anew again and again.
std::string rounds_text(const Report& report, int after, int count) {
  const auto last = static_cast<std::size_t>(after + count) - 1;
  if (last >= report.attempts.size()) return {};
  return fmt::format("{}{} more attempts failed until {}", after > 0 ? "; " : "", count,
                     human_duration(report.attempts[last].end));
}

}  // namespace

bool is_stage(const Evidence& evidence) {
  return !evidence.transport.empty() && evidence.stage != PathDetail::kind;
}

std::vector<ShownPart> shown_parts(const Report& report) {
  std::vector<ShownPart> parts;
  const Stages* before = nullptr;
  std::size_t shown = 0;
  const auto connections = connections_of(report);
  for (const Stages& connection : connections) {
    if (!worth_showing(report, connection)) continue;
    const Evidence& first = *connection.front();
    const int skipped = before ? first.attempt - before->front()->attempt - 1 : 0;
    if (skipped > 0) parts.back().tries += rounds_text(report, before->front()->attempt, skipped);
    const bool same_attempt = before && before->front()->attempt == first.attempt &&
                              before->front()->transport == first.transport;
    if (!same_attempt) shown = 0;
    if (same_attempt && (ended_alike(*before, connection) || shown >= kMostShown)) continue;
    before = &connection;
    ++shown;
    if (same_attempt) parts.back().tries.clear();  // after the last of them
    parts.push_back({first.transport, connection, {}});
    if (const auto* attempt = attempt_of(report, first)) parts.back().tries = tries_text(*attempt);
  }
  return parts;
}

}  // namespace edge
