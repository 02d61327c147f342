#include "simulator/hub/greeting.hpp"

#include "common/amqp/error.hpp"
#include "common/amqp/sasl.hpp"
#include "common/amqp/stream_reads.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/hub/connection.hpp"
#include "simulator/hub/silence.hpp"

namespace edge::sim {
namespace {

constexpr Duration kGreetingLimit = std::chrono::seconds{60};
constexpr AmqpHeader kOldAmqpHeader{'A', 'M', 'Q', 'P', 0, 0, 9, 1};  // AMQP 0-9-1, RabbitMQ's own

/// For a new connection; empty when nobody watches.
FrameTrace trace_of(HubState& hub) {
  const std::uint64_t number = ++hub.last_connection;
  if (!hub.on_frame) return {};
  return [&hub, number](const std::string& line) {
    if (hub.on_frame) hub.on_frame(number, line);
  };
}

/// The outcome of SASL for `init`. A user of another form, such as one with the hub's whole name,
/// gets 2 (azure-uamqp-c issue 113), a wrong token 1.
std::uint8_t judge(const SaslInit& init, const HubState& hub, const HubBehaviour& behaviour,
                   ClientCredentials& credentials) {
  if (init.mechanism != "PLAIN") return 0;
  const TokenAnswer answer = check_plain(behaviour.service.host_name, hub.registry, init.response,
                                         hub.clock(behaviour));
  if (answer.status != 200) return answer.status == 400 ? 2 : 1;
  credentials.plain = answer;
  return 0;
}

/// The client's AMQP header, after SASL if it wants that.
Awaitable<Result<Bytes>> greet(Stream& transport,
                               std::function<std::uint8_t(const SaslInit&)> judge,
                               FrameTrace trace) {
  Bytes header;
  auto kind = co_await read_header(transport, header);
  if (kind && *kind == HeaderKind::sasl) {
    SaslServerOptions options;
    options.mechanisms = {"EXTERNAL", "MSSBCBS", "ANONYMOUS", "PLAIN"};
    options.welcome = "Welcome!";
    options.judge = std::move(judge);
    const auto authenticated = co_await sasl_server(transport, std::move(options), trace);
    if (!authenticated) co_return authenticated.error();
    header.clear();
    kind = co_await read_header(transport, header);
  }
  if (!kind) co_return kind.error();
  if (*kind != HeaderKind::amqp) {
    co_await transport.write(kAmqpHeader);  // what we do speak (part 2, section 2.2)
    co_return make_error_code(AmqpErrc::wrong_header);
  }
  co_return header;
}

Awaitable<void> serve(std::shared_ptr<HubState> hub, std::shared_ptr<HubBehaviour> behaviour,
                      std::unique_ptr<Stream> transport, ClientCredentials credentials) {
  const Instant limit = hub->world.now() + kGreetingLimit;
  std::function<std::uint8_t(const SaslInit&)> login = [&](const SaslInit& init) {
    return judge(init, *hub, *behaviour, credentials);
  };
  const FrameTrace trace = trace_of(*hub);
  auto greeting = greet(*transport, std::move(login), trace);
  auto header = co_await with_deadline(hub->world, limit, std::move(greeting));
  if (!header) {
    co_await transport->close();
    co_return;
  }
  HubConnection connection(hub, behaviour, std::move(transport), std::move(credentials), trace);
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
                           std::unique_ptr<Stream> transport, ClientCredentials credentials) {
  switch (behaviour->service.amqp) {
    case AmqpBehaviour::open_unanswered:  // by the connection
    case AmqpBehaviour::oversized_frame:
    case AmqpBehaviour::malformed_frame:
    case AmqpBehaviour::serve:
      return serve(hub, behaviour, std::move(transport), std::move(credentials));
    case AmqpBehaviour::silent: return stay_silent(std::move(transport));
    case AmqpBehaviour::wrong_header:
      return answer_with(std::move(transport), {kOldAmqpHeader.begin(), kOldAmqpHeader.end()});
    case AmqpBehaviour::garbage: return answer_with(std::move(transport), garbage(hub->world));
  }
  return stay_silent(std::move(transport));
}

}  // namespace edge::sim
