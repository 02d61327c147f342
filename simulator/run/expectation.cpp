#include "simulator/run/expectation.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/base/duration_text.hpp"

namespace edge::sim {
namespace {

std::string count_text(const ExpectedCount& expected) {
  if (expected.least == expected.most) return std::to_string(expected.least);
  if (expected.most == kMostCounted) return fmt::format("at least {}", expected.least);
  if (expected.least == 0) return fmt::format("at most {}", expected.most);
  return fmt::format("{} to {}", expected.least, expected.most);
}

class Comparison {
 public:
  explicit Comparison(const Expectation& expect) : Comparison(expect, expect.within) {}
  Comparison(const Expectation& expect, Duration within)
      : within_(within), share_(expect.within_share), machine_late_(expect.machine_late) {}

  template <class T>
  void same(const std::string& what, const std::optional<T>& expected, const T& found) {
    if (!expected || *expected == found) return;
    say(fmt::format("{} is {}, expected {}", what, found, *expected));
  }

  void counted(const std::string& what, const std::optional<ExpectedCount>& expected, int found) {
    if (!expected || (found >= expected->least && found <= expected->most)) return;
    say(fmt::format("{} is {}, expected {}", what, found, count_text(*expected)));
  }

  void same_time(const std::string& what, const std::optional<Duration>& expected,
                 Duration found) {
    if (!expected) return;
    const auto off = found > *expected ? found - *expected : *expected - found;
    const auto within = within_ + std::chrono::duration_cast<Duration>(*expected * share_);
    if (off <= within) return;
    const auto tolerance = within + machine_late_;
    const bool explained = off <= tolerance;
    if (explained && tolerance < largest_tolerance(*expected)) return;
    auto line = fmt::format("{} at {}, expected {}{}", what, duration_text(found),
                            duration_text(*expected),
                            tolerance > Duration{} ? " within " + duration_text(tolerance) : "");
    auto& lines = explained ? judged_.unjudged_times : judged_.mismatches;
    lines.push_back(std::move(line));
  }

  void same_attempts(const std::vector<ExpectedAttempt>& expected,
                     const std::vector<AttemptReport>& found) {
    if (expected.size() != found.size()) {
      say(fmt::format("{} attempts, expected {}", found.size(), expected.size()));
    }
    for (std::size_t i = 0; i < std::min(expected.size(), found.size()); ++i) {
      const auto name = fmt::format("attempt {} ({}):", i + 1, found[i].transport);
      same(name + " transport", std::optional{expected[i].transport}, found[i].transport);
      same(name + " last stage", std::optional{expected[i].stage}, found[i].stage);
      same(name + " outcome", std::optional{name_of(expected[i].outcome)},
           name_of(found[i].outcome));
      same_time(name + " begins", expected[i].begins, found[i].begin);
      same_time(name + " ends", expected[i].ends, found[i].end);
      same(name + " number of tries", expected[i].tries, tries_waited_for(found[i]));
    }
  }

  void contains_in_order(const std::vector<std::string>& expected,
                         const std::vector<std::string>& found) {
    auto from = found.begin();
    for (const auto& line : expected) {
      const auto at = std::find(from, found.end(), line);
      if (at == found.end()) {
        say(fmt::format("the log lacks, at its place, the line \"{}\"", line));
      } else {
        from = at + 1;
      }
    }
  }

  void say(std::string line) { judged_.mismatches.push_back(std::move(line)); }
  std::vector<std::string> lines() { return std::move(judged_.mismatches); }
  Judged judged() { return std::move(judged_); }

 private:
  Duration within_;
  double share_;
  Duration machine_late_;
  Judged judged_;
};

std::vector<std::string> further_verdicts(const Report& report) {
  std::vector<std::string> codes;
  for (std::size_t i = 1; i < report.verdicts.size(); ++i) codes.push_back(report.verdicts[i].code);
  return codes;
}

std::vector<std::string> log_texts(const Report& report) {
  std::vector<std::string> texts;
  for (const auto& line : report.log) texts.push_back(line.text);
  return texts;
}

/// sh(1): 126 and 127 for what cannot be run, from 129 on for what a signal ended.
constexpr int kShellNotFound = 126;

/// Against a set; empty when one of it holds.
std::vector<std::string> mismatches_with_all(const std::vector<Expectation>& any_of,
                                             const Report& report, const HubObservations& hub) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < any_of.size(); ++i) {
    const auto against = mismatches(any_of[i], report, hub);
    if (against.empty()) return {};
    for (const auto& line : against) {
      lines.push_back(fmt::format("not outcome {}: {}", i + 1, line));
    }
  }
  return lines;
}

}  // namespace

bool expects_nothing_of_program(const Expectation& expect) {
  if (!expect.exec) return !expect.exit;
  const auto& hub = expect.exec->hub;
  return !expect.exec->exit && !expect.exec->lasts && !hub.connections && !hub.opens &&
         !hub.authorized && !hub.links && !hub.messages && !hub.lost && !hub.reconnects;
}

bool expects_only_of_program(const Expectation& expect) {
  const bool of_verdicts = expect.verdict || expect.also || expect.host_verdict;
  const bool of_times = expect.exit || expect.ends || expect.attempts || !expect.log.empty();
  const bool of_hub = expect.identity || expect.thrown_off;
  return expect.exec && expect.any_of.empty() && !of_verdicts && !of_times && !of_hub;
}

std::vector<std::string> mismatches(const Expectation& expect, const ExecResult& result) {
  const auto& exec = expect.exec;
  Comparison compare(expect, exec ? exec->within : Duration{});
  if (result.stopped != (exec && exec->exit == kNeverEnds)) {
    compare.say(result.stopped ? "the program still ran at the time limit, after " +
                                     duration_text(result.lasted)
                               : fmt::format("the program ended with {}, expected to go on",
                                             result.exit_code));
    return compare.lines();
  }
  if (!exec) {
    const bool succeeds = result.exit_code == 0;
    if (result.exit_code >= kShellNotFound) {  // no answer to whether it can connect
      compare.say(fmt::format("the program's exit code is {}: the shell could not run it, or a "
                              "signal ended it",
                              result.exit_code));
    } else if (expect.exit && (*expect.exit == 0) != succeeds) {
      compare.say(fmt::format("the program's exit code is {}, expected {}", result.exit_code,
                              succeeds ? "another, as the agent's" : "0, as the agent's"));
    }
    return compare.lines();
  }
  if (!result.stopped) {
    compare.same("the program's exit code", exec->exit, result.exit_code);
  }
  compare.same_time("the program ends", exec->lasts, result.lasted);
  const auto& seen = result.hub;
  compare.counted("the number of connections to the hub", exec->hub.connections, seen.connections);
  compare.counted("the number of AMQP connections", exec->hub.opens, seen.opens);
  compare.counted("the number of accepted tokens", exec->hub.authorized, seen.authorised);
  compare.counted("the number of telemetry links", exec->hub.links, seen.links);
  compare.counted("the number of messages", exec->hub.messages, seen.messages);
  if (seen.lost) {
    compare.counted("the number of lost messages", exec->hub.lost, *seen.lost);
  } else if (exec->hub.lost) {
    compare.say("no message had a number (property sequenceNumber), so that none can be missed");
  }
  compare.counted("the number of reconnects", exec->hub.reconnects, seen.reconnects);
  return compare.lines();
}

Judged judge(const Expectation& expect, const Report& report, const HubObservations& hub) {
  if (!expect.any_of.empty()) return {mismatches_with_all(expect.any_of, report, hub), {}};
  Comparison compare(expect);
  compare.same("the verdict", expect.verdict, first_verdict(report));
  compare.same("the list of further verdicts", expect.also, further_verdicts(report));
  compare.same("the host verdict", expect.host_verdict, report.host_verdict.value_or("none"));
  compare.same("the exit code", expect.exit, report.exit_code);
  compare.same("the identity", expect.identity, report.identity);
  compare.same_time("the agent ends", expect.ends, report.agent_exit);
  if (expect.attempts) compare.same_attempts(*expect.attempts, report.attempts);
  compare.contains_in_order(expect.log, log_texts(report));
  compare.counted("the number of agents thrown off", expect.thrown_off, hub.thrown_off);
  return compare.judged();
}

std::vector<std::string> mismatches(const Expectation& expect, const Report& report,
                                    const HubObservations& hub) {
  return judge(expect, report, hub).mismatches;
}

Duration largest_tolerance(Duration expected) {
  using namespace std::chrono_literals;
  const auto beyond = std::max(expected, Duration{10s}) - Duration{10s};
  return 400ms + beyond * 3 / 100;
}

std::string first_verdict(const Report& report) {
  return report.verdicts.empty() ? "none" : report.verdicts.front().code;
}

Expectation without_times(Expectation expect) {
  expect.ends.reset();
  if (expect.attempts) {
    for (auto& attempt : *expect.attempts) {
      attempt.begins.reset();
      attempt.ends.reset();
    }
  }
  std::ranges::transform(expect.any_of, expect.any_of.begin(), without_times);
  return expect;
}

}  // namespace edge::sim
