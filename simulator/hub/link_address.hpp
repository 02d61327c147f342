// The addresses of a hub's links, as the C#, C and Node SDKs write them.
#pragma once

#include <optional>
#include <string_view>

#include "simulator/hub/identities.hpp"

namespace edge::sim {

enum class LinkKind {
  cbs,
  telemetry,     // .../messages/events
  other_device,  // twin, methods, cloud-to-device messages: accepted, nothing behind them
};

struct LinkAddress {
  LinkKind kind = LinkKind::cbs;
  Identity identity;  // not for cbs
};

/// "$cbs", "amqps://host:5671/devices/{d}[/modules/{m}]/messages/events" or the same from its path
/// on. Nothing for an address this hub does not have.
std::optional<LinkAddress> parse_link_address(std::string_view address,
                                              const std::vector<DeviceSpec>& devices);

}  // namespace edge::sim
