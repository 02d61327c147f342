// One link of a client: what its node remembers of it, and the ATTACH and DETACH that answer the
// client's. Not which links there are: hub_links.hpp.
#pragma once

#include <proton/connection.h>
#include <proton/link.h>

#include <cstdint>
#include <list>
#include <set>
#include <string>

#include "simulator/hub/amqp/amqp_personality.hpp"
#include "simulator/hub/amqp/link_address.hpp"

namespace edge::sim {

enum class LinkSide { hub_receives, hub_sends };

/// An accepted link.
struct HubLink {
  pn_link_t* handle = nullptr;
  LinkAddress address;
  LinkSide side = LinkSide::hub_receives;
  std::string channel;  // com.microsoft:channel-correlation-id: names the other link of a pair
  std::set<std::uint64_t> in_flight;        // cloud messages sent and not settled: their sequences
  bool wants_desired = false;               // the client asked for changes of the desired half
  std::list<std::string> desired_changes;   // such changes that wait for credit

  bool is_open() const { return !(pn_link_state(handle) & PN_LOCAL_CLOSED); }
  bool is_of(LinkKind kind, const Identity& identity) const {
    return address.kind == kind && address.identity == identity;
  }
};

/// A link that its client wants, before it is accepted.
HubLink offered_link(pn_link_t* handle, const LinkAddress& address);
/// The address that the client's link leads to, as it wrote it.
std::string remote_address(pn_link_t* handle);
/// Bytes that the client's ATTACH makes Proton keep until the link is gone. They do not change.
std::size_t attach_size(pn_link_t* handle);

/// Echoes ATTACH; a link on which the client sends gets its credit.
void accept_link(pn_link_t* handle, const AmqpPersonality& personality,
                 std::uint64_t max_message_size);
/// As a hub does: ATTACH echoed with null source and target, then DETACH with the reason.
void refuse_link(pn_link_t* handle, const AmqpCondition& why);
void detach_link(pn_link_t* handle, const AmqpCondition& why);

}  // namespace edge::sim
