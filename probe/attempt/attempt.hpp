// One attempt: the stages of a transport, one after the other, under one budget. What a stage
// establishes is kept here for the next one.
#pragma once

#include <memory>
#include <vector>

#include "common/tls/tls.hpp"
#include "common/world/event.hpp"
#include "probe/attempt/agent_session.hpp"
#include "probe/attempt/journal.hpp"
#include "probe/attempt/path_watch.hpp"
#include "probe/attempt/plan.hpp"

namespace edge::probe {

/// What all attempts of a run share.
struct RunContext {
  World& world;
  const Options& options;
  const Profile& profile;
  const Plan& plan;
  TlsClient& tls;
  Journal& journal;
  PathWatch& paths;
  Event* interruption = nullptr;  // set: the run is to end with what it has seen; may be null

  bool interrupted() const { return interruption && interruption->is_set(); }
};

struct Attempt {
  RunContext& run;
  const PlannedAttempt& plan;
  Instant deadline;
  std::vector<IpAddress> addresses{};         // resolve
  std::unique_ptr<Stream> stream{};           // connect, proxy, tls, websocket: the topmost layer
  std::unique_ptr<AgentSession> session{};    // amqp-open
};

/// Runs the stages until one is not ok, recording each. Closes what it opened.
Awaitable<AttemptReport> run_attempt(RunContext& run, const PlannedAttempt& plan);

}  // namespace edge::probe
