// idle: for how long the path keeps a connection that nothing is sent on (--hold idle). Needs no
// identity; with --until cbs each connection shows the token, and no link is made.
#include "probe/attempt/silent_connections.hpp"
#include "probe/attempt/stages/rows.hpp"
#include "probe/evidence/idle_limit.hpp"

namespace edge::probe {
namespace {

Awaitable<void> find_limit(Connection& connection, IdleDetail& detail) {
  RunContext& run = connection.run;
  SilentConnections silent(connection);
  auto silences = first_silences(detail.longest);
  for (int pass = 0; pass < 2 && !silences.empty() && !run.stop.is_set(); ++pass) {
    // What is shown meanwhile: how long it takes at the most.
    run.journal.stage_begins(std::string(connection.plan.transport->name),
                             std::string(IdleDetail::kind),
                             run.world.now() + silences.back() + kIdlePatience);
    co_await silent.pass(silences, detail);
    conclude_idle(detail);
    silences = second_silences(detail);
  }
}

}  // namespace

Awaitable<Evidence> idle_stage(Connection& connection) {
  RunContext& run = connection.run;
  connection.place.settled.set();  // the agent's budget is for opening, which is done
  co_await connection.session->close();
  connection.session.reset();
  IdleDetail detail;
  detail.longest = *run.options.idle_up_to;
  co_await find_limit(connection, detail);
  Evidence evidence;
  evidence.peer = connection.peer;
  evidence.outcome = run.stop.is_set()        ? Outcome::cancelled
                     : detail.connections > 0 ? Outcome::ok
                                              : Outcome::failed;
  evidence.detail = std::move(detail);
  co_return evidence;
}

}  // namespace edge::probe
