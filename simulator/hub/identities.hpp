// Who a hub knows, who holds a link at present, and how resources name identities in addresses and
// tokens.
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/topology/services.hpp"

namespace edge::sim {

struct Identity {
  std::string device_id;
  std::string module_id;  // empty: a device

  auto operator<=>(const Identity&) const = default;
};

/// "dev1" or "dev1/$edgeAgent", as the hub's texts write it.
std::string to_string(const Identity& identity);

/// The keys that may sign for `identity`: its own, and for a module the device's, with which the
/// preview agents signed (DeviceClient.cs, ConstructModuleConnectionString). Empty if unknown.
std::vector<std::string> keys_of(const std::vector<DeviceSpec>& devices, const Identity& identity);

/// The identity that "{host}/devices/{d}[/modules/{m}]" names. Clients send it plain or url-encoded
/// as a whole, ids encoded once more or not; where an id could be read in two ways, a known one
/// wins. Nothing for another host or another form.
std::optional<Identity> identity_in(std::string_view resource, std::string_view host,
                                    const std::vector<DeviceSpec>& devices);

/// The same for the path "/devices/{d}[/modules/{m}]/{rest}" of a link address; gives `rest`.
struct DevicePath {
  Identity identity;
  std::string rest;
};
std::optional<DevicePath> parse_device_path(std::string_view path,
                                            const std::vector<DeviceSpec>& devices);

/// Something that holds links for identities and can lose them to a newcomer.
class LinkHolder {
 public:
  virtual ~LinkHolder() = default;
  virtual void throw_off() = 0;
};

/// A hub allows one connection per identity: the newest that attaches a link.
class LinkHolders {
 public:
  /// Makes `holder` the one for `identity`. Gives the older one, if there is another.
  LinkHolder* take(const Identity& identity, LinkHolder& holder);
  void release(const LinkHolder& holder);

 private:
  std::map<Identity, LinkHolder*> holders_;
};

}  // namespace edge::sim
