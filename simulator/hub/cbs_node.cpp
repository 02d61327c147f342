#include "simulator/hub/cbs_node.hpp"

#include <proton/error.hpp>
#include <proton/message_id.hpp>
#include <proton/value.hpp>

namespace edge::sim {
namespace {

std::string text_property(const proton::message& message, const char* key) {
  try {
    return proton::coerce<std::string>(message.properties().get(key));
  } catch (const proton::conversion_error&) {
    return {};
  }
}

}  // namespace

TokenRequest token_request(const proton::message& message) {
  TokenRequest request{text_property(message, "operation"), text_property(message, "type"),
                       text_property(message, "name"), {}};
  try {
    proton::coerce(message.body(), request.token);
  } catch (const proton::conversion_error&) {
    request.token.clear();  // not a string
  }
  return request;
}

proton::message token_reply(const proton::message& request, int status,
                            const std::string& description) {
  proton::message reply;
  reply.correlation_id(request.id());
  reply.properties().put("status-code", std::int32_t{status});
  reply.properties().put("status-description", description);
  return reply;
}

}  // namespace edge::sim
