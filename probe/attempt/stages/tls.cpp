// tls: the handshake with the hub's name, whichever way the bytes go.
#include "probe/attempt/stages/rows.hpp"

namespace edge::probe {

Awaitable<Evidence> tls_stage(Attempt& attempt) {
  TlsDetail detail;
  auto secured = co_await in_time(
      attempt, attempt.run.tls.handshake(attempt.run.world, std::move(attempt.stream), detail));
  if (!secured) co_return evidence_of(secured.error(), std::move(detail));
  attempt.stream = std::move(*secured);
  co_return evidence_of({}, std::move(detail));
}

}  // namespace edge::probe
