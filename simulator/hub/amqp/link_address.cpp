#include "simulator/hub/amqp/link_address.hpp"

#include "common/base/ascii_case.hpp"

#include <algorithm>
#include <array>


namespace edge::sim {
namespace {

/// "amqps://host:5671/path" -> "/path"; a path stays. No URI, although it looks like one: clients
/// write ids with a '#', a '?' or a '%' as they are.
std::string_view path_of(std::string_view address) {
  const auto scheme = address.find("://");
  if (scheme == std::string_view::npos) return address;
  const auto path = address.find('/', scheme + 3);
  return path == std::string_view::npos ? std::string_view{} : address.substr(path);
}

struct DeviceNode {
  std::string_view path;  // after the identity, in lower case
  LinkKind kind;
};
constexpr std::array kDeviceNodes{
    DeviceNode{"messages/events", LinkKind::telemetry},
    DeviceNode{"messages/devicebound", LinkKind::cloud_messages},
    DeviceNode{"methods/devicebound", LinkKind::methods},
    DeviceNode{"twin", LinkKind::twin},
    DeviceNode{"twin/", LinkKind::twin},
    DeviceNode{"inputs/events", LinkKind::inputs},
};

}  // namespace

std::optional<LinkAddress> parse_link_address(std::string_view address,
                                              const DeviceRegistry& registry) {
  if (address == "$cbs") return LinkAddress{};
  const auto path = parse_device_path(path_of(address), registry);
  if (!path) return std::nullopt;
  const auto node = std::ranges::find(kDeviceNodes, lower_case(path->rest), &DeviceNode::path);
  if (node == kDeviceNodes.end()) return std::nullopt;
  return LinkAddress{node->kind, path->identity};
}

}  // namespace edge::sim
