// Who a hub knows, and how resources name identities in addresses and tokens. Not what it remembers
// of them (device_state.hpp), nor who is connected (device_sessions.hpp).
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/topology/device_spec.hpp"

namespace edge::sim {

struct Identity {
  std::string device_id;
  std::string module_id;  // empty: a device

  auto operator<=>(const Identity&) const = default;
};

/// "dev1" or "dev1/$edgeAgent", as the hub's texts write it.
std::string to_string(const Identity& identity);

class DeviceRegistry {
 public:
  DeviceRegistry() = default;
  explicit DeviceRegistry(const std::vector<DeviceSpec>& devices);

  /// Null if unknown. Good until the registry changes.
  const DeviceSpec* find(const Identity& identity) const;
  /// Adds or replaces.
  void put(const DeviceSpec& device);
  /// Takes a device's modules with it. False if unknown.
  bool erase(const Identity& identity);
  const std::map<Identity, DeviceSpec>& all() const { return devices_; }

  /// The keys that may sign for `identity`: its own two, and for a module the device's, with which
  /// the preview agents signed (DeviceClient.cs, ConstructModuleConnectionString). Empty if it is
  /// unknown or has none.
  std::vector<std::string> keys_of(const Identity& identity) const;

 private:
  std::map<Identity, DeviceSpec> devices_;
};

Identity identity_of(const DeviceSpec& device);

/// The identity that "{host}/devices/{d}[/modules/{m}]" names. Clients send it plain or url-encoded
/// as a whole, ids encoded once more or not; where an id could be read in two ways, a known one
/// wins. Nothing for another host or another form.
std::optional<Identity> identity_in(std::string_view resource, std::string_view host,
                                    const DeviceRegistry& registry);

/// The same for the path "/devices/{d}[/modules/{m}]/{rest}" of a link address; gives `rest`.
struct DevicePath {
  Identity identity;
  std::string rest;
};
std::optional<DevicePath> parse_device_path(std::string_view path, const DeviceRegistry& registry);

}  // namespace edge::sim
