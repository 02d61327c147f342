// tls: the handshake with the hub's name, whichever way the bytes go.
#include "probe/attempt/stages/rows.hpp"

namespace edge::probe {
namespace {

/// A second look at it is worth something: nothing that is TLS says why it failed.
bool without_answer(const TlsDetail& detail) {
  return !detail.alert && detail.defects.empty() && detail.first_bytes.empty();
}

}  // namespace

Awaitable<Evidence> tls_stage(Connection& connection) {
  RunContext& run = connection.run;
  const bool watched = connection.peer && !connection.plan.through_proxy && !connection.unseen();
  if (watched) run.handshakes.begins(*connection.peer);
  TlsDetail detail;
  auto secured = co_await in_time(
      connection, run.tls().handshake(run.world, std::move(connection.stream), detail));
  const bool unanswered = !secured && without_answer(detail);
  if (watched) run.handshakes.ended(*connection.peer, unanswered);
  const bool no_tls = unanswered || (!secured && !detail.first_bytes.empty());
  if (watched && no_tls) run.paths.doubted(*connection.peer);
  if (!secured) co_return evidence_of(secured.error(), std::move(detail));
  connection.stream = std::move(*secured);
  co_return evidence_of({}, std::move(detail));
}

}  // namespace edge::probe
