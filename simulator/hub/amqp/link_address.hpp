// The addresses of a hub's links, as the C#, C and Node SDKs write them.
#pragma once

#include <optional>
#include <string_view>

#include "simulator/hub/device_registry.hpp"

namespace edge::sim {

enum class LinkKind {
  cbs,             // $cbs
  telemetry,       // .../messages/events
  cloud_messages,  // .../messages/deviceBound: from the cloud to the device
  methods,         // .../methods/deviceBound, both ways
  twin,            // .../twin, both ways
  inputs,          // .../inputs/events: messages routed to a module
};

struct LinkAddress {
  LinkKind kind = LinkKind::cbs;
  Identity identity;  // not for cbs
};

/// "$cbs", "amqps://host:5671/devices/{d}[/modules/{m}]/messages/events" or the same from its path
/// on. Nothing for an address this hub does not have.
std::optional<LinkAddress> parse_link_address(std::string_view address,
                                              const DeviceRegistry& registry);

}  // namespace edge::sim
