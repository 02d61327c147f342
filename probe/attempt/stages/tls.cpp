// tls: the handshake with the hub's name, whichever way the bytes go.
#include "probe/attempt/stages/rows.hpp"

namespace edge::probe {

Awaitable<Evidence> tls_stage(Connection& connection) {
  TlsDetail detail;
  auto secured = co_await in_time(
      connection, connection.run.tls().handshake(connection.run.world, std::move(connection.stream),
                                                 detail));
  if (!secured) co_return evidence_of(secured.error(), std::move(detail));
  connection.stream = std::move(*secured);
  co_return evidence_of({}, std::move(detail));
}

}  // namespace edge::probe
