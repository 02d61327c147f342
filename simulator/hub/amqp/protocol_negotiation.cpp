#include "simulator/hub/amqp/protocol_negotiation.hpp"

#include <fmt/format.h>

#include "common/amqp/error.hpp"
#include "common/amqp/sasl.hpp"
#include "common/amqp/stream_reads.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/hub/amqp/broken_peer.hpp"
#include "simulator/hub/amqp/connection.hpp"
#include "simulator/hub/amqp/frame_rewriter.hpp"
#include "simulator/hub/personality.hpp"
#include "simulator/services/silence.hpp"
#include "simulator/hub/slow_stream.hpp"

namespace edge::sim {
namespace {

constexpr Duration kNegotiationLimit = std::chrono::seconds{60};
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
  const bool plain = init.mechanism == "PLAIN";
  const auto refuse = [&](std::uint8_t outcome, std::string_view why) {
    const auto who = plain ? plain_identity(behaviour.service.host_name, init.response)
                           : std::nullopt;
    hub.note(behaviour, who.value_or(Identity{}), true,
             fmt::format("SASL {} refused: outcome {}{}", init.mechanism, outcome, why));
    return outcome;
  };
  if (const auto outcome = behaviour.service.sasl.outcome) return refuse(outcome, "");
  if (!plain) return 0;
  const TokenAnswer answer = check_plain(behaviour.service.host_name, hub.registry, init.response,
                                         hub.clock(behaviour));
  if (answer.status != 200) {
    return refuse(answer.status == 400 ? 2 : 1, ", " + answer.description);
  }
  credentials.plain = answer;
  return 0;
}

SaslServerOptions sasl_options(const HubState& hub, const HubBehaviour& behaviour,
                               ClientCredentials& credentials) {
  const HubService& service = behaviour.service;
  const PersonalityRow& row = row_of(service.personality);
  SaslServerOptions options;
  options.mechanisms = service.sasl.mechanisms.empty() ? row.mechanisms : service.sasl.mechanisms;
  options.welcome = row.welcome;
  options.judge = [&](const SaslInit& init) { return judge(init, hub, behaviour, credentials); };
  return options;
}

/// The client's AMQP header, after SASL if it wants that. A client of another mind than the hub is
/// told what the hub speaks (part 2, section 2.2), and the connection is at its end.
Awaitable<Result<Bytes>> negotiate(Stream& transport, SaslServerOptions sasl, bool sasl_required,
                               FrameTrace trace) {
  Bytes header;
  auto kind = co_await read_header(transport, header);
  if (kind && *kind == HeaderKind::sasl) {
    const auto authenticated = co_await sasl_server(transport, std::move(sasl), trace);
    if (!authenticated) co_return authenticated.error();
    header.clear();
    kind = co_await read_header(transport, header);
  } else if (kind && sasl_required) {
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

/// The client's AMQP header within the limit; a client that does not come to it is told so.
Awaitable<std::optional<Bytes>> negotiate_in_time(HubState& hub, const HubBehaviour& behaviour,
                                              Stream& transport, ClientCredentials& credentials,
                                              const FrameTrace& trace) {
  const HubService& service = behaviour.service;
  const Instant limit = hub.world.now() + kNegotiationLimit;
  auto negotiated = negotiate(transport, sasl_options(hub, behaviour, credentials),
                        service.sasl.required, trace);
  auto header = co_await with_deadline(hub.world, limit, std::move(negotiated));
  if (header) co_return std::move(*header);
  if (header.error() == AmqpErrc::sasl_no_mechanism) {
    hub.note(behaviour, {}, true, "SASL refused: a mechanism that was not offered");
  } else if (header.error() == AmqpErrc::wrong_header) {
    hub.note(behaviour, {}, true, service.sasl.required
                                      ? "protocol header refused: it must be SASL's"
                                      : "protocol header refused: neither AMQP's nor SASL's");
  }
  co_await transport.close();
  co_return std::nullopt;
}

/// Its frame lives as long as the connection: what only the negotiation needs is not in it.
Awaitable<void> serve(std::shared_ptr<HubState> hub, std::shared_ptr<HubBehaviour> behaviour,
                      std::unique_ptr<Stream> transport, ClientCredentials credentials) {
  const FrameTrace trace = trace_of(*hub);
  auto header = co_await negotiate_in_time(*hub, *behaviour, *transport, credentials, trace);
  if (!header) co_return;
  const HubService& service = behaviour->service;
  if (service.amqp != AmqpBehaviour::serve) {
    co_return co_await serve_broken(hub->world, behaviour, std::move(transport));
  }
  transport = rewrite_frames(std::move(transport), frame_rules(service));
  HubConnection connection(hub, behaviour, std::move(transport), credentials, trace);
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
  const HubService& service = behaviour->service;
  transport = answer_late(hub->world, std::move(transport), service.connection.answer_delay);
  switch (service.amqp) {
    case AmqpBehaviour::serve:
    case AmqpBehaviour::open_unanswered:
    case AmqpBehaviour::oversized_frame:
    case AmqpBehaviour::malformed_frame:
      return serve(hub, behaviour, std::move(transport), std::move(credentials));
    case AmqpBehaviour::silent: return stay_silent(std::move(transport));
    case AmqpBehaviour::wrong_header:
      return answer_with(std::move(transport), {kOldAmqpHeader.begin(), kOldAmqpHeader.end()});
    case AmqpBehaviour::garbage: return answer_with(std::move(transport), garbage(hub->world));
  }
  return stay_silent(std::move(transport));
}

}  // namespace edge::sim
