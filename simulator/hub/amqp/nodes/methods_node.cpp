#include "simulator/hub/amqp/nodes/methods_node.hpp"

#include <proton/error.hpp>
#include <proton/message_id.hpp>
#include <proton/uuid.hpp>
#include <proton/value.hpp>

#include "common/base/ascii_case.hpp"
#include "simulator/hub/amqp/nodes/message_text.hpp"

namespace edge::sim {
namespace {

constexpr const char* kName = "IoThub-methodname";
constexpr const char* kStatus = "IoThub-status";

/// The C# SDK answers with a GUID of AMQP's type, the Node SDK with what looks like one as such.
proton::uuid uuid_of(const std::string& guid) {
  std::string hex = guid;
  std::erase(hex, '-');
  proton::uuid uuid;
  for (std::size_t i = 0; i < proton::uuid::size(); ++i) {
    uuid.begin()[i] = static_cast<std::uint8_t>(std::stoi(hex.substr(2 * i, 2), nullptr, 16));
  }
  return uuid;
}

std::string guid_of(const proton::message_id& id) {
  if (id.empty()) return {};
  return lower_case(id.type() == proton::UUID ? proton::get<proton::uuid>(id).str()
                                              : text_of(id));
}

std::int32_t status_of(const proton::message& answer) {
  try {
    return proton::coerce<std::int32_t>(answer.properties().get(kStatus));
  } catch (const proton::error&) {
    return 0;  // the device gave none
  }
}

}  // namespace

void send_method_calls(HubConnection& connection, HubLink& link) {
  const Identity& identity = link.address.identity;
  while (pn_link_credit(link.handle) > 0) {
    const MethodCall* call = connection.hub().methods().next(identity);
    if (!call) return;
    proton::message request;
    request.correlation_id(uuid_of(call->id));
    request.properties().put(kName, call->name);
    set_data(request, call->payload);
    connection.links().send(link, request);
    connection.context().note(identity, true, "method " + call->name, call->payload);
  }
}

void take_method_answer(HubConnection& connection, HubLink& link, pn_delivery_t* delivery,
                        const std::vector<char>& encoded) {
  accept(delivery);
  DeviceHub& hub = connection.hub();
  if (encoded.size() > hub.limits().method_size) return;
  const proton::message& message = decoded(encoded);
  const Identity& identity = link.address.identity;
  const MethodAnswer answer{status_of(message), body_of(message)};
  if (!hub.methods().answer(identity, guid_of(message.correlation_id()), answer)) return;
  connection.context().note(identity, false, "answer " + std::to_string(answer.status),
                            answer.payload);
}

}  // namespace edge::sim
