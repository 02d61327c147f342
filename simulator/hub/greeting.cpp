#include "simulator/hub/greeting.hpp"

#include "common/amqp/error.hpp"
#include "common/amqp/sasl.hpp"
#include "common/amqp/stream_reads.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/hub/broken_peer.hpp"
#include "simulator/hub/connection.hpp"
#include "simulator/hub/frame_rewriter.hpp"
#include "simulator/hub/personality.hpp"
#include "simulator/hub/silence.hpp"
#include "simulator/hub/slow_stream.hpp"

namespace edge::sim {
namespace {

constexpr Duration kGreetingLimit = std::chrono::seconds{60};
constexpr AmqpHeader kOldAmqpHeader{'A', 'M', 'Q', 'P', 0, 0, 9, 1};  // AMQP 0-9-1, RabbitMQ's own

SaslServerOptions sasl_options(const HubService& service) {
  const PersonalityRow& row = row_of(service.personality);
  SaslServerOptions options;
  options.mechanisms = service.sasl.mechanisms.empty() ? row.mechanisms : service.sasl.mechanisms;
  options.welcome = row.welcome;
  options.judge = [outcome = service.sasl.outcome](const SaslInit&) { return outcome; };
  return options;
}

/// The client's AMQP header, after SASL if it wants that. A client of another mind than the hub is
/// told what the hub speaks (part 2, section 2.2), and the connection is at its end.
Awaitable<Result<Bytes>> greet(Stream& transport, const HubService& service) {
  Bytes header;
  auto kind = co_await read_header(transport, header);
  if (kind && *kind == HeaderKind::sasl) {
    const auto authenticated = co_await sasl_server(transport, sasl_options(service));
    if (!authenticated) co_return authenticated.error();
    header.clear();
    kind = co_await read_header(transport, header);
  } else if (kind && service.sasl.required) {
    co_await transport.write(kSaslHeader);
    co_return make_error_code(AmqpErrc::wrong_header);
  }
  if (!kind) co_return kind.error();
  if (*kind != HeaderKind::amqp) {
    co_await transport.write(kAmqpHeader);
    co_return make_error_code(AmqpErrc::wrong_header);
  }
  co_return header;
}

FrameRules frame_rules(const HubService& service) {
  FrameRules rules = row_of(service.personality).frames;
  rules.heartbeats = service.connection.heartbeats;
  return rules;
}

Awaitable<void> serve(std::shared_ptr<HubState> hub, std::shared_ptr<HubBehaviour> behaviour,
                      std::unique_ptr<Stream> transport) {
  const HubService& service = behaviour->service;
  const Instant limit = hub->world.now() + kGreetingLimit;
  auto header = co_await with_deadline(hub->world, limit, greet(*transport, service));
  if (!header) {
    co_await transport->close();
    co_return;
  }
  if (service.amqp != AmqpBehaviour::serve) {
    co_return co_await serve_broken(hub->world, behaviour, std::move(transport));
  }
  HubConnection connection(hub, behaviour,
                           rewrite_frames(std::move(transport), frame_rules(service)));
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

Awaitable<void> serve_amqp(std::shared_ptr<HubState> hub, std::shared_ptr<HubBehaviour> behaviour,
                           std::unique_ptr<Stream> transport) {
  const HubService& service = behaviour->service;
  transport = answer_late(hub->world, std::move(transport), service.connection.answer_delay);
  switch (service.amqp) {
    case AmqpBehaviour::serve:
    case AmqpBehaviour::open_unanswered:
    case AmqpBehaviour::oversized_frame:
    case AmqpBehaviour::malformed_frame: return serve(hub, behaviour, std::move(transport));
    case AmqpBehaviour::silent: return stay_silent(std::move(transport));
    case AmqpBehaviour::wrong_header:
      return answer_with(std::move(transport), {kOldAmqpHeader.begin(), kOldAmqpHeader.end()});
    case AmqpBehaviour::garbage: return answer_with(std::move(transport), garbage(hub->world));
  }
  return stay_silent(std::move(transport));
}

}  // namespace edge::sim
