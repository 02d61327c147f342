// The result of one run of the probe: the value that outputs print and scenarios check.
#pragma once

#include <string>
#include <vector>

#include "common/report/evidence.hpp"

namespace edge {

enum class Severity { info, warning, error };
std::string_view name_of(Severity severity);

enum class Confidence { certain, likely, possible };
std::string_view name_of(Confidence confidence);

/// One judgement: stable code, words for a technician, and the evidence it rests on.
struct Verdict {
  std::string code;                    // row of probe/verdicts/verdicts.cpp
  Severity severity = Severity::error;
  Confidence confidence = Confidence::certain;
  std::string stage;                   // the culprit; empty if none
  std::string transport;               // the attempt it is about; empty: all of them
  std::string cause;                   // one sentence
  std::vector<int> evidence;           // Evidence::number, ascending
  std::string fix;                     // what to do, in the words of the profile
  std::vector<std::string> masks;      // codes that cannot be seen while this holds
  std::string separate_by;             // the run that would tell two causes apart; or empty
  std::string guide;                   // section of the troubleshooting guide
  bool provisional = false;            // the run was interrupted: more evidence may change it
};

template <class F>
constexpr auto fields_of(F f, const Verdict*) {
  return f.described("verdict", "one judgement", f.always("code", &Verdict::code),
                   f.always("severity", &Verdict::severity),
                   f.always("confidence", &Verdict::confidence),
                   f.optional("stage", &Verdict::stage),
                   f.optional("transport", &Verdict::transport, "absent: all of them"),
                   f.always("cause", &Verdict::cause), f.always("evidence", &Verdict::evidence),
                   f.always("fix", &Verdict::fix),
                   f.always("masks", &Verdict::masks, "codes that cannot be seen while this holds"),
                   f.optional("separate_by", &Verdict::separate_by,
                              "the run that would tell two possible causes apart"),
                   f.optional("guide", &Verdict::guide),
                   f.known("provisional", &Verdict::provisional,
                           "true: the run was interrupted, and more evidence may change it"));
}

/// One of an attempt's tries: an agent's library opens again after what it takes for transient.
struct TryReport {
  int number = 0;          // from 1, in its attempt
  int connections = 0;     // that it opened, one after the other
  std::string stage;       // last stage that ran on the first of them
  Outcome outcome = Outcome::skipped;
  Duration begin{}, end{}; // since the run's start
};

template <class F>
constexpr auto fields_of(F f, const TryReport*) {
  return f.described("try", "one of an attempt's tries", f.always("number", &TryReport::number),
                   f.always("connections", &TryReport::connections,
                            "that it opened, one after the other"),
                   f.always("stage", &TryReport::stage, "the last that ran on the first of them"),
                   f.always("outcome", &TryReport::outcome),
                   f.always("begin_ms", &TryReport::begin), f.always("end_ms", &TryReport::end));
}

/// The agent's way to the hub by one transport, within one budget.
struct AttemptReport {
  std::string transport;   // "amqp", "amqp-ws"
  std::string stage;       // last stage that ran in the try that decides: the culprit unless ok
  Outcome outcome = Outcome::skipped;
  Duration begin{}, end{}; // since the run's start
  bool connected = false;  // the agent counted as connected
  int deciding_try = 0;    // the one that connected, else the first; 0: recorded without tries
  std::vector<TryReport> tries;  // the first ones and the last
};

template <class F>
constexpr auto fields_of(F f, const AttemptReport*) {
  return f.described("attempt", "the way to the hub by one transport, within one budget",
                   f.always("transport", &AttemptReport::transport),
                   f.always("stage", &AttemptReport::stage,
                            "the last that ran in the try that decides"),
                   f.always("outcome", &AttemptReport::outcome),
                   f.always("begin_ms", &AttemptReport::begin),
                   f.always("end_ms", &AttemptReport::end),
                   f.known("connected", &AttemptReport::connected,
                           "true: the agent counted as connected; absent: it did not"),
                   f.known("deciding_try", &AttemptReport::deciding_try,
                           "the one that connected, else the first"),
                   f.optional("tries", &AttemptReport::tries,
                              "the first ones and the last; their numbers tell how many"));
}

struct LogLine {
  WallTime at{};
  std::string level;       // "INF", "ERR"
  std::string text;
  std::optional<int> severity;  // of syslog (RFC 5424), where the agent writes it; 0 to 7
  std::vector<std::string> exceptions;  // that the agent writes below it, the innermost of each
};

template <class F>
constexpr auto fields_of(F f, const LogLine*) {
  return f.described("log-line", "", f.always("at", &LogLine::at),
                   f.always("level", &LogLine::level),
                   f.always("text", &LogLine::text),
                   f.optional("severity", &LogLine::severity,
                              "of syslog, with which the agents of 1.x begin a line"),
                   f.optional("exceptions", &LogLine::exceptions,
                              "that the agent writes below it: the innermost of each attempt"));
}

/// Where an attempt goes: what rules must know of the plan.
struct Target {
  std::string transport;      // "amqp", "amqp-ws"
  std::uint16_t port = 0;     // of the hub
  std::string proxy;          // "proxy.example:3128"; empty: none
  bool asked_for = false;     // an option names its port, and not every transport's
};

template <class F>
constexpr auto fields_of(F f, const Target*) {
  return f.described("target", "where the attempts of a transport go",
                   f.always("transport", &Target::transport),
                   f.always("port", &Target::port, "of the hub"),
                   f.optional("proxy", &Target::proxy),
                   f.known("asked_for", &Target::asked_for,
                           "true: an option names its port, so that another way does not do"));
}

struct Report {
  std::string program_version;
  std::string profile;
  std::string profile_reason;   // why this one, if nobody has named it
  std::string vantage;          // whose network it was made in; empty: the program's own
  std::string host;             // the hub's name (or the parent gateway's)
  std::string until;            // the asked-for stage
  std::vector<Target> targets;  // of each transport, in the order of the attempts
  std::string reached;          // the last stage that was ok on the best attempt; or empty
  std::string identity;         // "checked" or "not-checked"
  std::string identity_note;    // why not
  WallTime started{};
  std::optional<Duration> attempt_timeout;  // in place of the agent's; absent: the agent's
  Duration agent_exit{};        // when the agent would have connected, exited, or begun anew
  std::optional<Duration> agent_retry;  // it begins anew after this wait; absent: it does not
  Duration ended{};             // when the diagnosis was complete
  std::vector<LogLine> log;     // the agent's own lines
  std::vector<AttemptReport> attempts;
  std::vector<Evidence> evidence;
  std::vector<Verdict> verdicts;       // the cause first
  std::optional<std::string> host_verdict;  // absent: the host's side was not looked at
  int exit_code = 3;
  bool quick = false;           // all ways at once, each once: not the agent's order and times
  bool interrupted = false;     // by a signal: what was seen until then
};

/// Whether the agent waited for this of the attempt's tries, which did not begin after the end.
bool waited_for(const AttemptReport& attempt, const TryReport& one);
/// How many of them those are.
int tries_waited_for(const AttemptReport& attempt);
/// The attempt in which `seen` was; null for what was seen beside them, or recorded without.
const AttemptReport* attempt_of(const Report& report, const Evidence& seen);
/// Whether the agent got as far as it was asked on some way.
bool agent_succeeds(const Report& report);
/// The same of the ways that were asked for, if there are such.
bool asked_for_reached(const Report& report);
/// A setting ends the agent at its start, whatever its ways would come to.
bool agent_never_begins(const Report& report);

template <class F>
constexpr auto fields_of(F f, const Report*) {
  return f.described(
      "report", "", f.always("program_version", &Report::program_version),
      f.always("profile", &Report::profile),
      f.optional("profile_reason", &Report::profile_reason, "absent: it was named"),
      f.optional("vantage", &Report::vantage,
                 "whose network the run was made in; absent: the program's own"),
      f.always("host", &Report::host),
      f.optional("until", &Report::until), f.always("targets", &Report::targets),
      f.optional("reached", &Report::reached), f.always("identity", &Report::identity),
      f.optional("identity_note", &Report::identity_note), f.always("started", &Report::started),
      f.optional("attempt_timeout_ms", &Report::attempt_timeout,
                 "of an attempt, in place of the agent's; absent: the agent's"),
      f.always("agent_exit_ms", &Report::agent_exit,
               "when the agent would have connected, exited, or begun anew"),
      f.optional("agent_retry_ms", &Report::agent_retry,
                 "the agent begins anew after this wait; absent: it does not"),
      f.always("ended_ms", &Report::ended), f.always("exit_code", &Report::exit_code),
      f.known("quick", &Report::quick,
              "true: the ways were tried at once, each once, not in the agent's order and times"),
      f.known("interrupted", &Report::interrupted,
              "true: a signal ended the run; what was seen until then"),
      f.always("verdicts", &Report::verdicts, "the cause first"),
      f.optional("host_verdict", &Report::host_verdict), f.always("attempts", &Report::attempts),
      f.always("evidence", &Report::evidence), f.always("log", &Report::log));
}

}  // namespace edge
