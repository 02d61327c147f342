#include "probe/environment/no_proxy.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <optional>
#include <string>

#include "common/base/ascii_case.hpp"
#include "common/base/host_name.hpp"
#include "common/base/whole_number.hpp"
#include "common/world/address.hpp"
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

/// Whether `entry` is a network that holds `address`; nothing if it is no network.
std::optional<bool> in_network(const std::string& entry, const IpAddress& address) {
  if (entry.find('/') == entry.npos) return std::nullopt;
  boost::system::error_code error;
  if (const auto v4 = boost::asio::ip::make_network_v4(entry, error); !error) {
    return address.is_v4() &&
           boost::asio::ip::network_v4(address.to_v4(), v4.prefix_length()).canonical() ==
               v4.canonical();
  }
  if (const auto v6 = boost::asio::ip::make_network_v6(entry, error); !error) {
    return address.is_v6() &&
           boost::asio::ip::network_v6(address.to_v6(), v6.prefix_length()).canonical() ==
               v6.canonical();
  }
  return std::nullopt;
}

bool go_entry_fits(std::string_view entry, std::string_view host, std::uint16_t port) {
  if (entry == "*") return true;
  const auto address = parse_address(std::string(host));
  if (address) {
    if (const auto within = in_network(std::string(entry), *address)) return *within;
  }
  const auto whole = parse_address(std::string(entry));
  const auto parts = whole ? HostAndPort{entry} : split_host_and_port(entry);
  if (parts.port && whole_number<std::uint16_t>(*parts.port) != port) return false;
  if (address) {
    const auto named = parse_address(std::string(parts.host));
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
  const auto address = parse_address(std::string(host));
  if (same_host_name(host, "localhost") || (address && address->is_loopback())) return true;
  return any_entry(no_proxy, [&](std::string_view entry) {
    return go_entry_fits(entry, host, port);
  });
}

}  // namespace edge::probe
