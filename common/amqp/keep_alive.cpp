#include "common/amqp/keep_alive.hpp"

#include <proton/connection.h>
#include <proton/transport.h>

namespace edge {
namespace {

using std::chrono::milliseconds;

bool has_state(pn_connection_t* connection, int state) {
  return (pn_connection_state(connection) & state) != 0;
}

}  // namespace

std::optional<Instant> KeepAlive::heartbeat(pn_connection_t* connection) const {
  pn_transport_t* transport = pn_connection_transport(connection);
  const Duration wanted = milliseconds{pn_transport_get_remote_idle_timeout(transport)};
  const bool speaking = has_state(connection, PN_LOCAL_ACTIVE);
  if (!heartbeats_ || !speaking || wanted == Duration{}) return std::nullopt;
  // The same moments for all connections, a little early, so that thousands wake a hub together.
  const Duration step = wanted / 128;
  const Instant due = sent_ + wanted * 7 / 8;
  return due - due.time_since_epoch() % step;
}

std::optional<Instant> KeepAlive::silence(pn_connection_t* connection) const {
  const milliseconds allowed{pn_transport_get_idle_timeout(pn_connection_transport(connection))};
  const bool closed = has_state(connection, PN_LOCAL_CLOSED);
  if (closed || allowed == milliseconds{0}) return std::nullopt;
  return received_ + allowed;
}

}  // namespace edge
