#include "probe/logs/log_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "common/base/escape.hpp"
#include "probe/logs/attempt_patterns.hpp"
#include "probe/logs/log_causes.hpp"
#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/verdicts.hpp"

namespace edge::probe {
namespace {

/// Its row's words are for a run of the probe.
constexpr std::string_view kInconclusive = "path-inconclusive";
constexpr std::string_view kMoreOfTheLog =
    "Take more of the log: the exceptions below a failure say what it was, and of the agent of "
    "2017 the time at which its container exited (docs/timelines.md). Or run the probe on the "
    "module network.";

constexpr std::string_view kRunTheProbe =
    "Run `edgeprobe run --hub HUB` on the module network: it tells these apart.";

/// What supports one code, over all logs.
struct Support {
  std::vector<std::string> signatures;
  std::string seen;
  std::uint64_t times = 0;
  Confidence confidence = Confidence::possible;
  std::string_view others, meaning;
  bool named = false;   // by a row that names causes, or by a pattern of attempts
  bool got_over = true; // the agent connected after the last of it
};

using Supports = std::map<std::string, Support, std::less<>>;

/// A connection of the same program after the last line of it, and no failure since.
bool got_over(const LogReader& log, std::uint64_t last_line, bool edge_hub) {
  const auto& timeline = log.timeline();
  return timeline.last_connected(edge_hub) > last_line &&
         timeline.last_connected(edge_hub) > timeline.last_failed(edge_hub);
}

/// A line that says so, after the last one of it.
bool is_ended(const LogReader& log, const SignatureCount& count) {
  const auto code = code_of(signature_rows()[count.row], count.peer);
  return std::ranges::any_of(log.counts(), [&](const SignatureCount& end) {
    return signature_rows()[end.row].ends == code &&
           std::ranges::max(end.last_line) > std::ranges::max(count.last_line);
  });
}

bool got_over(const LogReader& log, const SignatureCount& count) {
  if (is_ended(log, count)) return true;
  return std::ranges::all_of(std::initializer_list<bool>{false, true}, [&](bool edge_hub) {
    const auto last = count.last_line[edge_hub ? 1 : 0];
    return last == 0 || got_over(log, last, edge_hub);
  });
}

std::string place(const LogReader& log, std::uint64_t line, bool many_logs) {
  if (!many_logs) return fmt::format("line {}", line);
  return fmt::format("{}:{}", printable(log.file().name), line);
}

void add_signatures(Supports& supports, const LogReader& log, bool many_logs) {
  for (const SignatureCount& count : log.counts()) {
    const SignatureRow& row = signature_rows()[count.row];
    const auto code = code_of(row, count.peer);
    if (count.times == 0 || code.empty()) continue;
    Support& support = supports[std::string(code)];
    const bool names = row.says == Says::cause;
    if (support.signatures.empty() || (names && !support.named)) {
      support.seen = fmt::format("{}: {}", place(log, count.first_line, many_logs), count.quote);
      support.others = code == row.code ? row.others : std::string_view{};
      support.meaning = row.means;
      support.confidence = row.confidence;
    }
    if (names && support.named) support.confidence = std::min(support.confidence, row.confidence);
    support.named = support.named || names;
    support.times += count.times;
    support.got_over = support.got_over && got_over(log, count);
    const bool known = std::ranges::find(support.signatures, row.name) != support.signatures.end();
    if (!known) support.signatures.emplace_back(row.name);
  }
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> all;
  while (!text.empty()) {
    const auto end = text.find(' ');
    all.emplace_back(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return all;
}

/// `code` and the others that the same words may mean.
std::vector<std::string> codes_of(std::string_view code, std::string_view others) {
  auto all = words(others);
  all.emplace(all.begin(), code);
  return all;
}

/// Without words of its own a log still has the lengths of its attempts.
void add_pattern(Supports& supports, const LogReader& log) {
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
                     got_over(log, log.timeline().last_failed(false), false);
}

/// Whether the code is of something that only an answer on a connection can have told.
bool is_of_an_answer(std::string_view code) {
  const VerdictRow* row = find_verdict(code);
  static constexpr std::string_view kBefore[] = {"", "resolve", "connect"};
  return row && std::ranges::find(kBefore, row->stage) == std::end(kBefore);
}

/// What `from` rests on is of one port, not of all.
void rename(Supports& supports, std::string_view from, std::string_view to,
            std::string_view others) {
  auto node = supports.extract(std::string(from));
  if (node.empty()) return;
  node.key() = to;
  node.mapped().others = others;
  node.mapped().confidence = Confidence::possible;
  supports.insert(std::move(node));
}

bool is_named(const Supports& supports, std::string_view code) {
  const auto found = supports.find(code);
  return found != supports.end() && found->second.named;
}

/// After an attempt on its own port the agent got on over the web's, and has not failed since.
bool web_port_connects(std::span<const LogReader* const> logs) {
  return std::ranges::any_of(logs, [](const LogReader* log) {
    const AttemptTimeline& timeline = log->timeline();
    if (timeline.last_connected(false) < timeline.last_failed(false)) return false;
    const auto attempts = timeline.attempts();
    for (std::size_t i = 1; i < attempts.size(); ++i) {
      const LoggedAttempt& before = attempts[i - 1];
      const bool beside = before.end != AttemptEnd::connected && !on_web_port(before.transport);
      const bool connected = attempts[i].end == AttemptEnd::connected;
      if (beside && connected && on_web_port(attempts[i].transport)) return true;
    }
    return false;
  });
}

/// That all ports are silent, or refused, does not go together with an answer on one of them.
void narrow(Supports& supports, bool web_connects) {
  constexpr std::string_view kSilent = "network-drops-everything", kReset = "connection-refused";
  const bool answered = web_connects || std::ranges::any_of(supports, [](const auto& one) {
    return one.second.named && is_of_an_answer(one.first);
  });
  if (answered) {
    rename(supports, kSilent, "amqp-port-dropped-on-path",
           "amqp-port-dropped-by-host amqp-port-dropped-locally");
    rename(supports, kReset, "amqp-port-reset", "proxy-unreachable");
  } else if (is_named(supports, kSilent) && is_named(supports, kReset)) {
    supports.erase(supports.find(kSilent));
    rename(supports, kReset, "websocket-port-blocked", kSilent);
  }
}

LogFinding finding_of(const std::string& code, const Support& support) {
  const CodeWords known = words_of(code);
  LogFinding finding{.code = code, .confidence = support.confidence, .seen = support.seen,
                     .fix = known.fix, .others = words(support.others),
                     .signatures = support.signatures};
  if (code == kInconclusive) finding.fix = kMoreOfTheLog;
  finding.severity = support.got_over ? Severity::warning : Severity::error;
  const bool possible = support.confidence == Confidence::possible && code != kInconclusive;
  finding.cause = fmt::format("{}{}.", possible ? "It may be this: " : "", known.title);
  const bool said = known.title.find(support.meaning) != known.title.npos;
  if (!said) finding.cause += fmt::format(" In the log: {}.", support.meaning);
  if (support.times > 1) finding.seen += fmt::format(" (and {} more)", support.times - 1);
  if (support.got_over) finding.seen += "; the agent connected after it";
  if (known.of_verdict && !finding.others.empty()) finding.separate_by = kRunTheProbe;
  return finding;
}

}  // namespace

std::vector<LogFinding> log_findings(std::span<const LogReader* const> logs) {
  Supports supports;
  for (const LogReader* log : logs) add_signatures(supports, *log, logs.size() > 1);
  for (const LogReader* log : logs) add_pattern(supports, *log);
  narrow(supports, web_port_connects(logs));
  const bool named = std::ranges::any_of(supports, [](const auto& one) {
    return one.second.named && one.first != kInconclusive;
  });
  std::vector<LogFinding> findings;
  for (const auto& [code, support] : supports) {
    // A wrapper adds nothing where its cause is in the log.
    if (named && !support.named) continue;
    if (code == kInconclusive && supports.size() > 1) continue;  // another one is told
    findings.push_back(finding_of(code, support));
  }
  std::ranges::stable_sort(findings, {}, [](const LogFinding& one) {
    const auto severity = -static_cast<int>(one.severity);
    return std::tuple{severity, one.confidence, words_of(one.code).rank};
  });
  return findings;
}

}  // namespace edge::probe
