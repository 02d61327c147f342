#include "common/world/real/host_facts.hpp"

#include <ifaddrs.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <boost/asio/ip/address.hpp>
#include <cstring>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "common/files/named_file.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/real/netlink.hpp"
#include "common/world/real/netlink_attributes.hpp"

namespace edge {
namespace {

constexpr std::size_t kMaxProcBytes = 1 << 20;

std::string read_if_readable(const std::string& path) {
  try {
    return read_named_file(path, {kMaxProcBytes});
  } catch (const std::runtime_error&) {
    return {};  // a fact that is hidden from this process, not a failure
  }
}

template <std::size_t Size>
int prefix_length(const std::array<unsigned char, Size>& mask) {
  int length = 0;
  for (const unsigned char byte : mask) length += std::popcount(byte);
  return length;
}

/// "172.18.0.2/16", or empty for other families than IP.
std::string address_text(const ifaddrs& entry) {
  if (entry.ifa_addr == nullptr || entry.ifa_netmask == nullptr) return {};
  using boost::asio::ip::address_v4;
  using boost::asio::ip::address_v6;
  if (entry.ifa_addr->sa_family == AF_INET) {
    sockaddr_in address, netmask;
    std::memcpy(&address, entry.ifa_addr, sizeof(address));
    std::memcpy(&netmask, entry.ifa_netmask, sizeof(netmask));
    const auto mask = std::bit_cast<std::array<unsigned char, 4>>(netmask.sin_addr);
    return address_v4(ntohl(address.sin_addr.s_addr)).to_string() + "/" +
           std::to_string(prefix_length(mask));
  }
  if (entry.ifa_addr->sa_family == AF_INET6) {
    sockaddr_in6 address, netmask;
    std::memcpy(&address, entry.ifa_addr, sizeof(address));
    std::memcpy(&netmask, entry.ifa_netmask, sizeof(netmask));
    const auto mask = std::bit_cast<std::array<unsigned char, 16>>(netmask.sin6_addr);
    return address_v6(std::bit_cast<address_v6::bytes_type>(address.sin6_addr)).to_string() + "/" +
           std::to_string(prefix_length(mask));
  }
  return {};
}

int interface_mtu(const std::string& name) {
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return 0;
  ifreq request{};
  name.copy(request.ifr_name, sizeof(request.ifr_name) - 1);
  const bool known = ::ioctl(socket, SIOCGIFMTU, &request) == 0;
  ::close(socket);
  return known ? request.ifr_mtu : 0;
}

InterfaceFact& interface_named(std::vector<InterfaceFact>& interfaces, const std::string& name) {
  for (InterfaceFact& known : interfaces) {
    if (known.name == name) return known;
  }
  InterfaceFact& added = interfaces.emplace_back();
  added.name = name;
  added.mtu = interface_mtu(name);
  return added;
}

std::vector<InterfaceFact> read_interfaces() {
  std::vector<InterfaceFact> interfaces;
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0) return interfaces;
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> list(first, &::freeifaddrs);
  for (const ifaddrs* entry = first; entry != nullptr; entry = entry->ifa_next) {
    InterfaceFact& interface = interface_named(interfaces, entry->ifa_name);
    interface.up = (entry->ifa_flags & IFF_UP) != 0;
    interface.tunnel = (entry->ifa_flags & IFF_POINTOPOINT) != 0;  // tun, WireGuard, PPP, IP in IP
    if (auto text = address_text(*entry); !text.empty()) {
      interface.addresses.push_back(std::move(text));
    }
  }
  return interfaces;
}

/// What `ip -d link` shows as the kind; a card has none. Needs no privilege.
void read_kinds(std::vector<InterfaceFact>& interfaces) try {
  const auto links = RouteNetlink().list(RTM_GETLINK, bytes_of(ifinfomsg{}));
  if (!links) return;
  for (const NetlinkMessage& link : *links) {
    std::string name, kind;
    for_each_attribute(behind<ifinfomsg>(link.body), [&](auto type, std::string_view value) {
      if (type == IFLA_IFNAME) name = text_of(value);
      if (type != IFLA_LINKINFO) return;
      for_each_attribute(value, [&](auto inner, std::string_view word) {
        if (inner == IFLA_INFO_KIND) kind = text_of(word);
      });
    });
    for (InterfaceFact& known : interfaces) {
      if (known.name == name) known.kind = kind;
    }
  }
} catch (const std::runtime_error&) {  // no netlink in this sandbox: the kinds stay unknown
}

/// The kernel prints the big-endian word as if it were a number of the machine.
IpAddress address_of_word(std::uint32_t word) {
  return boost::asio::ip::address_v4(ntohl(word));
}

}  // namespace

std::vector<RouteFact> parse_ipv4_routes(std::string_view text) {
  constexpr unsigned kUp = 0x1, kGateway = 0x2, kReject = 0x200;  // linux/route.h
  std::vector<RouteFact> routes;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    RouteFact route;
    std::uint32_t destination = 0, gateway = 0, mask = 0;
    unsigned flags = 0, references = 0, use = 0;
    fields >> route.interface >> std::hex >> destination >> gateway >> flags >> std::dec >>
        references >> use >> route.metric >> std::hex >> mask;
    if (!fields || (flags & (kUp | kReject)) == 0) continue;
    route.destination = address_of_word(destination).to_string() + "/" +
                        std::to_string(std::popcount(mask));
    if ((flags & kGateway) != 0) route.gateway = address_of_word(gateway);
    routes.push_back(std::move(route));
  }
  return routes;
}

std::string container_engine(bool has_dockerenv, bool has_containerenv, std::string_view cgroup,
                             std::string_view variable) {
  if (has_containerenv) return "podman";
  const auto mentions = [&](std::string_view word) {
    return cgroup.find(word) != std::string_view::npos;
  };
  if (mentions("kubepods")) return "kubernetes";
  if (has_dockerenv || mentions("/docker")) return "docker";
  // Podman's --read-only hides the marker file under an empty /run. Other values are not trusted:
  // flatpak, for one, sets the variable where the network is the machine's own.
  if (mentions("/libpod") || variable == "podman") return "podman";
  if (mentions("containerd")) return "containerd";
  if (mentions("/lxc")) return "lxc";
  return {};
}

std::string read_host_name() {
  utsname names{};
  return ::uname(&names) == 0 ? names.nodename : "";
}

HostFacts read_host_facts() {
  HostFacts facts;
  const auto variables = environment_variables();
  const auto container = variables.find("container");
  facts.host_name = read_host_name();
  if (utsname names{}; ::uname(&names) == 0) facts.kernel = names.release;
  facts.container = container_engine(::access("/.dockerenv", F_OK) == 0,
                                     ::access("/run/.containerenv", F_OK) == 0,
                                     read_if_readable("/proc/self/cgroup"),
                                     container == variables.end() ? "" : container->second);
  facts.interfaces = read_interfaces();
  read_kinds(facts.interfaces);
  facts.routes = parse_ipv4_routes(read_if_readable("/proc/net/route"));
  return facts;
}

}  // namespace edge
