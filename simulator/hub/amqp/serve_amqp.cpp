#include "simulator/hub/amqp/serve_amqp.hpp"

#include "simulator/hub/amqp/broken_peer.hpp"
#include "simulator/hub/amqp/frame_rewriter.hpp"
#include "simulator/hub/amqp/hub_connection.hpp"
#include "simulator/hub/amqp/protocol_negotiation.hpp"
#include "simulator/hub/slow_stream.hpp"
#include "simulator/services/silence.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {
namespace {

constexpr AmqpHeader kOldAmqpHeader{'A', 'M', 'Q', 'P', 0, 0, 9, 1};  // AMQP 0-9-1, RabbitMQ's own

/// For a new connection; empty when nobody watches.
FrameTrace trace_of(DeviceHub& hub) {
  const std::uint64_t number = hub.number_connection();
  if (!hub.watcher().on_frame) return {};
  return [&hub, number](const std::string& line) {
    if (hub.watcher().on_frame) hub.watcher().on_frame(number, line);
  };
}

FrameRules frame_rules(const HubService& service) {
  FrameRules rules = amqp_personality(service.personality).frames;
  rules.heartbeats = service.connection.heartbeats;
  return rules;
}

/// Its frame lives as long as the connection: what only the negotiation needs is not in it.
Awaitable<void> serve(std::shared_ptr<DeviceHub> hub, std::shared_ptr<HubBehaviour> behaviour,
                      std::unique_ptr<Stream> transport, ClientCredentials credentials) {
  const FrameTrace trace = trace_of(*hub);
  auto header = co_await negotiate_in_time(*hub, *behaviour, *transport, credentials, trace);
  if (!header) co_return;
  const HubService& service = *behaviour->service;
  if (service.amqp != AmqpBehaviour::serve) {
    co_return co_await serve_broken(hub->world(), behaviour, std::move(transport));
  }
  transport = rewrite_frames(std::move(transport), frame_rules(service));
  HubConnection connection({hub, behaviour}, std::move(transport), credentials, trace);
  co_await connection.serve(std::move(*header));
}

Bytes garbage(World& world) {
  Bytes bytes{'\x1b', '[', '3', '1', 'm', '\n'};  // what a terminal must not be shown
  bytes.resize(64);
  world.random(MutableByteView(bytes).subspan(6));
  return bytes;
}

/// Waits for the client's first bytes, answers `bytes` and goes.
Awaitable<void> answer_with(std::unique_ptr<Stream> transport, Bytes bytes) {
  Bytes first(4096);
  if (!co_await transport->read_some(first)) co_return;
  co_await transport->write(bytes);
  co_await transport->close();
}

}  // namespace

Awaitable<void> serve_amqp(std::shared_ptr<DeviceHub> hub, std::shared_ptr<HubBehaviour> behaviour,
                           std::unique_ptr<Stream> transport, MaybeCertificate certificate,
                           Admitted admitted) {
  const HubService& service = *behaviour->service;
  transport = answer_late(hub->world(), std::move(transport), service.connection.answer_delay);
  switch (service.amqp) {
    case AmqpBehaviour::serve:
    case AmqpBehaviour::open_unanswered:
    case AmqpBehaviour::oversized_frame:
    case AmqpBehaviour::malformed_frame:
      return serve(hub, behaviour, std::move(transport),
                   {std::move(certificate), {}, std::move(admitted)});
    case AmqpBehaviour::silent: return stay_silent(std::move(transport));
    case AmqpBehaviour::wrong_header:
      return answer_with(std::move(transport), {kOldAmqpHeader.begin(), kOldAmqpHeader.end()});
    case AmqpBehaviour::garbage: return answer_with(std::move(transport), garbage(hub->world()));
  }
  return stay_silent(std::move(transport));
}

}  // namespace edge::sim
