#include "simulator/hub/amqp/hub_link.hpp"

#include <cstring>

#include "common/amqp/endpoint_facts.hpp"

namespace edge::sim {
namespace {

constexpr const char* kChannel = "com.microsoft:channel-correlation-id";

/// The terminus that says where the client's link leads.
pn_terminus_t* remote_node(pn_link_t* handle) {
  return pn_link_is_receiver(handle) ? pn_link_remote_target(handle)
                                     : pn_link_remote_source(handle);
}

}  // namespace

HubLink offered_link(pn_link_t* handle, const LinkAddress& address) {
  HubLink link;
  link.handle = handle;
  link.address = address;
  link.side = pn_link_is_receiver(handle) ? LinkSide::hub_receives : LinkSide::hub_sends;
  // The C# SDK's modules await their inputs there (AmqpIotSession.cs, OpenEventsReceiverLinkAsync).
  const bool of_module = !address.identity.module_id.empty();
  if (of_module && address.kind == LinkKind::telemetry && link.side == LinkSide::hub_sends) {
    link.address.kind = LinkKind::inputs;
  }
  link.channel = property_text(pn_link_remote_properties(handle), kChannel);
  return link;
}

std::string remote_address(pn_link_t* handle) { return address_of(remote_node(handle)); }

std::size_t attach_size(pn_link_t* handle) {
  std::size_t size =
      std::strlen(pn_link_name(handle)) + encoded_size(pn_link_remote_properties(handle));
  for (pn_terminus_t* end : {pn_link_remote_source(handle), pn_link_remote_target(handle)}) {
    size += address_of(end).size();
    for (pn_data_t* data : {pn_terminus_properties(end), pn_terminus_filter(end),
                            pn_terminus_capabilities(end), pn_terminus_outcomes(end)}) {
      size += encoded_size(data);
    }
  }
  return size;
}

void accept_link(pn_link_t* handle, const AmqpPersonality& personality,
                 std::uint64_t max_message_size) {
  pn_terminus_copy(pn_link_source(handle), pn_link_remote_source(handle));
  pn_terminus_copy(pn_link_target(handle), pn_link_remote_target(handle));
  pn_link_set_snd_settle_mode(handle, pn_link_remote_snd_settle_mode(handle));
  pn_link_set_rcv_settle_mode(handle, pn_link_remote_rcv_settle_mode(handle));
  pn_link_set_max_message_size(
      handle, std::min<std::uint64_t>(max_message_size, personality.max_message_size));
  pn_link_open(handle);
  if (pn_link_is_receiver(handle)) pn_link_flow(handle, personality.credit);
}

void refuse_link(pn_link_t* handle, const AmqpCondition& why) {
  set_null(pn_link_source(handle));
  set_null(pn_link_target(handle));
  pn_link_open(handle);
  detach_link(handle, why);
}

void detach_link(pn_link_t* handle, const AmqpCondition& why) {
  set_condition(pn_link_condition(handle), why.condition, why.description);
  pn_link_close(handle);
}

}  // namespace edge::sim
