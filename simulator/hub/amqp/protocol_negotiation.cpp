#include "simulator/hub/amqp/protocol_negotiation.hpp"

#include <fmt/format.h>

#include "common/amqp/error.hpp"
#include "common/amqp/stream_reads.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/hub/amqp/amqp_personality.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {
namespace {

constexpr Duration kNegotiationLimit = std::chrono::seconds{60};

/// The outcome of SASL for `init`. A user of another form, such as one with the hub's whole name,
/// gets 2 (azure-uamqp-c issue 113), a wrong token 1.
std::uint8_t judge(const SaslInit& init, const DeviceHub& hub, const HubBehaviour& behaviour,
                   ClientCredentials& credentials) {
  const bool plain = init.mechanism == "PLAIN";
  const ByteView response = as_bytes(init.response.reveal());
  const auto refuse = [&](std::uint8_t outcome, std::string_view why) {
    const auto who = plain ? plain_identity(behaviour.service->host_name, response)
                           : std::nullopt;
    hub.note(behaviour, who.value_or(Identity{}), true,
             fmt::format("SASL {} refused: outcome {}{}", init.mechanism, outcome, why));
    return outcome;
  };
  if (const auto outcome = behaviour.service->sasl.outcome) return refuse(outcome, "");
  if (!plain) return 0;
  const TokenAnswer answer = check_plain(behaviour.service->host_name, hub.registry(), response,
                                         hub.clock(behaviour));
  if (answer.status != 200) {
    return refuse(answer.status == 400 ? 2 : 1, ", " + answer.description);
  }
  credentials.plain = answer;
  return 0;
}

SaslServerOptions sasl_options(const DeviceHub& hub, const HubBehaviour& behaviour,
                               ClientCredentials& credentials) {
  const HubService& service = *behaviour.service;
  const AmqpPersonality& row = amqp_personality(service.personality);
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
    const auto authenticated = co_await sasl_server(transport, std::move(sasl),
                                                   std::move(trace));
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

}  // namespace

Awaitable<std::optional<Bytes>> negotiate_in_time(DeviceHub& hub, const HubBehaviour& behaviour,
                                              Stream& transport, ClientCredentials& credentials,
                                              const FrameTrace& trace) {
  const HubService& service = *behaviour.service;
  const Instant limit = hub.world().now() + kNegotiationLimit;
  auto negotiated = negotiate(transport, sasl_options(hub, behaviour, credentials),
                        service.sasl.required, trace);
  auto header = co_await with_deadline(hub.world(), limit, std::move(negotiated));
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

}  // namespace edge::sim
