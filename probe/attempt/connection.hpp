// One connection: the stages of a transport, one after the other. What a stage establishes is kept
// here for the next one. Not for going on after a failure: that is attempt.hpp.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "probe/attempt/agent_session.hpp"
#include "probe/attempt/counted_stream.hpp"
#include "probe/attempt/run_context.hpp"

namespace edge::probe {

/// Where a connection stands among others, and what ends it.
struct ConnectionPlace {
  int attempt = 1, attempt_try = 1, connection = 1;  // each from 1
  std::optional<Instant> deadline;             // of its try; none: only RunContext::stop
  std::optional<Duration> stage_limit;         // sets `deadline` anew at each stage's begin
  Instant attempt_ends;                        // for who watches
  const std::optional<Instant>& given_up;      // when the agent went on without it
  Event& settled;                              // set when it counts as connected
};

struct Connection {
  RunContext& run;
  const PlannedAttempt& plan;
  ConnectionPlace place;
  std::vector<IpAddress> addresses{};         // resolve
  std::optional<Endpoint> peer{};             // connect: the one that accepted
  std::shared_ptr<TcpAccount> tcp{};          // connect
  std::unique_ptr<Stream> stream{};           // connect, proxy, tls, websocket: the topmost layer
  std::unique_ptr<AgentSession> session{};    // amqp-open
  std::optional<OpenFields> open_fields{};    // of its OPEN, in place of the profile's

  /// Nobody watches it any more.
  bool unseen() const { return place.given_up.has_value(); }
};

struct StageRow;

/// Runs one stage. Whatever a peer makes it throw is its outcome: there is a report of it. What the
/// user has to mend, and the end of the whole run, are thrown.
Awaitable<Evidence> evidence_of_stage(Connection& connection, const StageRow& row);

/// How a connection ended.
struct ConnectionEnd {
  std::string stage;            // the last that ran
  Outcome outcome = Outcome::skipped;
  std::string symbol;           // of the failure (failure_symbol)
  bool connected = false;       // the agent counted as connected
  Duration opened{}, ended{};   // since the run's start: of the last stage of opening, of the last
};

struct StageUnderWay {
  std::string name;
  Instant begun{};
};

/// Runs the stages until one is not ok, recording each; `stage` is kept up to date meanwhile.
/// Closes what it opened.
Awaitable<ConnectionEnd> run_connection(RunContext& run, const PlannedAttempt& plan,
                                        const ConnectionPlace& place, StageUnderWay& stage);

}  // namespace edge::probe
