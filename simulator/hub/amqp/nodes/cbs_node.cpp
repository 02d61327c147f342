#include "simulator/hub/amqp/nodes/cbs_node.hpp"

#include <proton/error.hpp>
#include <proton/message_id.hpp>
#include <proton/transport.h>
#include <proton/value.hpp>

#include "simulator/hub/amqp/nodes/message_text.hpp"
#include "simulator/hub/amqp/put_token.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {
namespace {

std::string text_property(const proton::message& message, const char* key) {
  try {
    return proton::coerce<std::string>(message.properties().get(key));
  } catch (const proton::conversion_error&) {
    return {};
  }
}

PutToken put_token(const proton::message& message) {
  PutToken asked{text_property(message, "operation"), text_property(message, "type"),
                 text_property(message, "name"), {}};
  try {
    proton::coerce(message.body(), asked.token);
  } catch (const proton::conversion_error&) {
    asked.token.clear();  // not a string
  }
  return asked;
}

/// The request's message-id is the correlation-id in its own AMQP type, and status-code an AMQP
/// int, since azure-uamqp-c and the C# SDK refuse any other integer.
proton::message token_reply(const proton::message& request, const TokenAnswer& answer) {
  proton::message reply;
  reply.correlation_id(request.id());
  reply.properties().put("status-code", std::int32_t{answer.status});
  reply.properties().put("status-description", answer.description);
  return reply;
}

TokenAnswer answer_to(const ConnectionContext& context, const PutToken& asked) {
  const HubService& service = context.service();
  const DeviceRegistry& registry = context.hub().registry();
  if (!service.cbs.status) {
    TokenAnswer answer = check_put_token(service.host_name, registry, asked, context.clock());
    if (context.personality().judges_tokens || answer.status == 400) return answer;
    answer.status = 200;  // what it is good for shows when a link is opened
    answer.description = "OK";
    return answer;
  }
  TokenAnswer answer{*service.cbs.status, service.cbs.description, {}, {}};
  if (answer.status < 300) {
    answer.identity = identity_asked_for(asked, service.host_name, registry);
  }
  return answer;
}

void note_answer(const ConnectionContext& context, const PutToken& asked,
                 const TokenAnswer& answer) {
  const DeviceHub& hub = context.hub();
  if (!hub.is_watched()) return;
  const auto named = identity_in(asked.name, context.service().host_name, hub.registry());
  const Identity identity = answer.identity ? *answer.identity : named.value_or(Identity{});
  const std::string status = std::to_string(answer.status);
  if (answer.status < 300) return context.note(identity, false, "token " + status);
  context.note(identity, true, "token refused: " + status + " " + answer.description);
}

}  // namespace

void take_put_token(HubConnection& connection, HubLink&, pn_delivery_t* delivery,
                    const std::vector<char>& encoded) {
  accept(delivery);
  const ConnectionContext& context = connection.context();
  if (context.service().cbs.silent) return;
  const proton::message& request = decoded(encoded);
  const PutToken asked = put_token(request);
  TokenAnswer answer = answer_to(context, asked);
  if (answer.identity && !connection.authorise(*answer.identity, answer.expires)) {
    answer = {403, context.error(403005).description, {}, {}};
  }
  if (answer.identity) ++connection.hub().observations().authorised;
  note_answer(context, asked, answer);
  // azure-uamqp-c gives no reply-to, so any of the client's receiving links on $cbs will do.
  HubLink* back = connection.links().find(LinkKind::cbs, {}, LinkSide::hub_sends);
  if (!back) return;
  // A hub settles the request before it answers, and azure-uamqp-c, which frees the request when
  // the answer comes, crashes otherwise. Proton would put the DISPOSITION last: write it now.
  connection.write_pending();
  connection.links().send(*back, token_reply(request, answer));
}

}  // namespace edge::sim
