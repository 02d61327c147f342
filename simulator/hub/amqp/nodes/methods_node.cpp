#include "simulator/hub/amqp/nodes/methods_node.hpp"

#include <proton/error.hpp>
#include <proton/message_id.hpp>
#include <proton/uuid.hpp>
#include <proton/value.hpp>

#include "simulator/hub/amqp/nodes/message_text.hpp"
#include "simulator/hub/text.hpp"

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
  HubState& hub = connection.hub();
  const Identity& identity = link.address.identity;
  for (auto call = hub.methods.lower_bound({identity, {}});
       call != hub.methods.end() && call->first.first == identity; ++call) {
    if (pn_link_credit(link.handle) <= 0) return;
    MethodCall& method = *call->second;
    if (method.sent.is_set()) continue;
    method.sent.set();
    proton::message request;
    request.correlation_id(uuid_of(call->first.second));
    request.properties().put(kName, method.name);
    set_data(request, method.payload);
    connection.send(link, request);
    connection.note(identity, true, "method " + method.name, method.payload);
  }
}

void take_method_answer(HubConnection& connection, HubLink& link, pn_delivery_t* delivery,
                        const std::vector<char>& encoded) {
  accept(delivery);
  const proton::message& answer = decoded(encoded);
  HubState& hub = connection.hub();
  const Identity& identity = link.address.identity;
  const auto call = hub.methods.find({identity, guid_of(answer.correlation_id())});
  if (call == hub.methods.end() || encoded.size() > hub.limits.method_size) return;
  MethodCall& method = *call->second;
  method.status = status_of(answer);
  method.answer = body_of(answer);
  connection.note(identity, false, "answer " + std::to_string(method.status), method.answer);
  method.answered.set();
}

}  // namespace edge::sim
