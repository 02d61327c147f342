// The members of the parts of a report other than details (json_detail_fields.hpp), each listed
// once. For json.cpp only.
#pragma once

#include "common/report/json_detail_fields.hpp"

namespace edge::json {

template <class A, Is<Evidence> T>
void fields(A& a, T& x) {
  a("number", x.number);
  a.optional("transport", x.transport);
  a("stage", x.stage);
  a("outcome", x.outcome);
  a.optional("note", x.note);
  a("begin_ms", x.begin);
  a("end_ms", x.end);
  a.optional("peer", x.peer);
  a.optional("detail", x.detail);
}

template <class A, Is<Verdict> T>
void fields(A& a, T& x) {
  a("code", x.code);
  a("severity", x.severity);
  a("confidence", x.confidence);
  a.optional("stage", x.stage);
  a.optional("transport", x.transport);
  a("cause", x.cause);
  a("evidence", x.evidence);
  a("fix", x.fix);
  a("masks", x.masks);
  a.optional("separate_by", x.separate_by);
  a.optional("guide", x.guide);
}

template <class A, Is<AttemptReport> T>
void fields(A& a, T& x) {
  a("transport", x.transport);
  a("stage", x.stage);
  a("outcome", x.outcome);
  a("begin_ms", x.begin);
  a("end_ms", x.end);
}

template <class A, Is<LogLine> T>
void fields(A& a, T& x) {
  a("at", x.at);
  a("level", x.level);
  a("text", x.text);
}

template <class A, Is<Report> T>
void fields(A& a, T& x) {
  a("program_version", x.program_version);
  a("profile", x.profile);
  a("host", x.host);
  a.optional("until", x.until);
  a.optional("reached", x.reached);
  a("identity", x.identity);
  a.optional("identity_note", x.identity_note);
  a("started", x.started);
  a("agent_exit_ms", x.agent_exit);
  a("ended_ms", x.ended);
  a("exit_code", x.exit_code);
  a("verdicts", x.verdicts);
  a("host_verdict", x.host_verdict);
  a("attempts", x.attempts);
  a("evidence", x.evidence);
  a("log", x.log);
}

}  // namespace edge::json
