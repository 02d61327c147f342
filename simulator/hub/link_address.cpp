#include "simulator/hub/link_address.hpp"

#include <algorithm>
#include <array>

#include "simulator/hub/text.hpp"

namespace edge::sim {
namespace {

using std::string_view_literals::operator""sv;

/// "amqps://host:5671/path" -> "/path"; a path stays.
std::string_view path_of(std::string_view address) {
  const auto scheme = address.find("://");
  if (scheme == std::string_view::npos) return address;
  const auto path = address.find('/', scheme + 3);
  return path == std::string_view::npos ? std::string_view{} : address.substr(path);
}

bool is_other_device_node(std::string_view node) {
  static constexpr std::array kNodes{"messages/devicebound"sv, "methods/devicebound"sv, "twin"sv,
                                     "twin/"sv, "inputs/events"sv};
  return std::ranges::find(kNodes, node) != kNodes.end();
}

}  // namespace

std::optional<LinkAddress> parse_link_address(std::string_view address,
                                              const std::vector<DeviceSpec>& devices) {
  if (address == "$cbs") return LinkAddress{};
  const auto path = parse_device_path(path_of(address), devices);
  if (!path) return std::nullopt;
  const std::string node = lower_case(path->rest);
  if (node == "messages/events") return LinkAddress{LinkKind::telemetry, path->identity};
  if (is_other_device_node(node)) return LinkAddress{LinkKind::other_device, path->identity};
  return std::nullopt;
}

}  // namespace edge::sim
