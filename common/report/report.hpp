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
};

/// One pass through the stages with one transport.
struct AttemptReport {
  std::string transport;   // "amqp", "amqp-ws"
  std::string stage;       // last stage that ran: the culprit unless ok
  Outcome outcome = Outcome::skipped;
  Duration begin{}, end{}; // since the run's start
};

struct LogLine {
  WallTime at{};
  std::string level;       // "INF", "ERR"
  std::string text;
};

struct Report {
  std::string program_version;
  std::string profile;
  std::string host;             // the hub's name (or the parent gateway's)
  std::string until;            // the asked-for stage
  std::string reached;          // the last stage that was ok on the best attempt; or empty
  std::string identity;         // "checked" or "not-checked"
  std::string identity_note;    // why not
  WallTime started{};
  Duration agent_exit{};        // when the agent would have exited or connected
  Duration ended{};             // when the diagnosis was complete
  std::vector<LogLine> log;     // the agent's own lines
  std::vector<AttemptReport> attempts;
  std::vector<Evidence> evidence;
  std::vector<Verdict> verdicts;       // the cause first
  std::string host_verdict = "not-evaluated";
  int exit_code = 3;
};

}  // namespace edge
