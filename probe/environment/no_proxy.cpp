#include "probe/environment/no_proxy.hpp"

#include <optional>
#include <string>

#include "common/base/ascii_case.hpp"
#include "common/base/host_name.hpp"
#include "common/base/whole_number.hpp"
#include "common/world/address.hpp"
#include "common/world/prefix.hpp"
#include "probe/environment/variables.hpp"

namespace edge::probe {
namespace {

/// Calls `fits` for each entry of a list with commas; whether it was true for one.
template <class Fits>
bool any_entry(std::string_view list, Fits fits) {
  while (true) {
    const auto comma = list.find(',');
    const std::string_view entry = trimmed(list.substr(0, comma));
    if (!entry.empty() && fits(entry)) return true;
    if (comma == list.npos) return false;
    list.remove_prefix(comma + 1);
  }
}

/// `suffix` begins with a dot.
bool below(std::string_view host, std::string_view suffix) {
  return host.size() > suffix.size() &&
         same_ignoring_case(host.substr(host.size() - suffix.size()), suffix);
}

bool go_entry_fits(std::string_view entry, std::string_view host, std::uint16_t port) {
  if (entry == "*") return true;
  const auto address = parse_address(host);
  const auto network = parse_prefix(entry);
  if (address && network) return network->contains(*address);
  const auto whole = parse_address(entry);
  const auto parts = whole ? HostAndPort{entry} : split_host_and_port(entry);
  if (parts.port && whole_number<std::uint16_t>(*parts.port) != port) return false;
  if (address) {
    const auto named = parse_address(parts.host);
    return named && *named == *address;
  }
  std::string name(parts.host);
  if (name.starts_with("*.")) name.erase(0, 1);
  if (name.starts_with('.')) return below(host, name);
  return same_host_name(host, name) || below(host, "." + name);
}

}  // namespace

bool dotnet_goes_direct(std::string_view no_proxy, std::string_view host) {
  return any_entry(no_proxy, [&](std::string_view entry) {
    if (!entry.starts_with('.')) return same_ignoring_case(entry, host);
    return same_ignoring_case(entry.substr(1), host) || below(host, entry);
  });
}

bool go_goes_direct(std::string_view no_proxy, std::string_view host, std::uint16_t port) {
  const auto address = parse_address(host);
  if (same_host_name(host, "localhost") || (address && address->is_loopback())) return true;
  return any_entry(no_proxy, [&](std::string_view entry) {
    return go_entry_fits(entry, host, port);
  });
}

}  // namespace edge::probe
