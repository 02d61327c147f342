#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <sstream>
#include <system_error>

#include "common/base/error_fact.hpp"
#include "common/base/escape.hpp"
#include "common/files/named_file.hpp"
#include "common/world/real/arp.hpp"
#include "common/world/real/host_facts.hpp"
#include "probe/host/read_host_state.hpp"
#include "probe/vantage/bridge_port.hpp"
#include "probe/vantage/rows.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kResolvConfBytes = 1 << 20;
constexpr int kMostTried = 16;                        // addresses
constexpr Duration kBridgeAnswers = std::chrono::seconds{3};
constexpr Duration kSilence = std::chrono::milliseconds{500};  // after which an address is free

[[noreturn]] void refuse_bridge(const std::string& name, const std::string& why) {
  throw UsageError(fmt::format("--vantage: bridge {}: {}", printable(name, 64), why));
}

[[noreturn]] void refuse_bridge(const std::string& name, std::string_view attempt, int error) {
  if (error == EPERM || error == EACCES) {
    refuse_bridge(name, "that takes CAP_SYS_ADMIN, CAP_NET_ADMIN and CAP_NET_RAW: run it with "
                        "`sudo`");
  }
  refuse_bridge(name, fmt::format("cannot {}: {}", attempt,
                                  error_in_words({error, boost::system::system_category()}).text));
}

const HostLink& bridge_called(const HostState& state, const std::string& name) {
  const HostLink* link = find_link(state, name);
  if (link && link->kind == "bridge" && !link->addresses.empty()) return *link;
  if (link && link->kind == "bridge") refuse_bridge(name, "it has no IPv4 address of its own");
  std::vector<std::string> known;
  for (const HostLink& one : state.links) {
    if (one.kind == "bridge") known.push_back(printable(one.name, 64));
  }
  refuse_bridge(name, fmt::format("{}; bridges here: {}",
                                  link ? "it is no bridge" : "there is no such interface",
                                  known.empty() ? "none" : fmt::format("{}",
                                                                       fmt::join(known, ", "))));
}

/// From the end of the network, as engines give addresses from its begin.
Prefix free_address(const HostLink& bridge, int link, const Prefix& own) {
  const std::uint32_t first = first_address(own).to_v4().to_uint() + 1;
  const std::uint32_t last = last_address(own).to_v4().to_uint() - 1;
  for (std::uint32_t next = last; next >= first && last - next < kMostTried; --next) {
    const boost::asio::ip::address_v4 address(next);
    const bool of_bridge = std::ranges::any_of(
        bridge.addresses, [&](const Prefix& each) { return each.address == address; });
    if (of_bridge) continue;
    const auto holder = holder_of(link, address, kSilence);
    if (!holder) refuse_bridge(bridge.name, "ask for a free address", holder.error().value());
    if (*holder == AddressHolder::nobody) return {address, own.length};
  }
  refuse_bridge(bridge.name, fmt::format("the last {} addresses of {} are taken", kMostTried,
                                         to_string(network_of(own))));
}

bool names_own_loopback(std::string_view line) {
  constexpr std::string_view kKey = "nameserver";
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  if (!line.starts_with(kKey)) return false;
  line.remove_prefix(kKey.size());
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  return line.starts_with("127.") || line.starts_with("::1");
}

std::string without_own_loopback(const std::string& text) {
  std::string kept;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!names_own_loopback(line)) kept += line + "\n";
  }
  return kept;
}

/// As engines hand it to the containers of their default bridge: without servers on the host's own
/// loopback, in place of which systemd-resolved has a file with the real ones.
std::string resolv_conf_of_containers() {
  for (const char* path : {"/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"}) {
    const auto text = without_own_loopback(read_file_if_present(path, {kResolvConfBytes}));
    if (text.find("nameserver") != text.npos) return text;
  }
  return {};
}

/// What takes the place of the host's own files; the engine's bridges are known by their names.
Elsewhere elsewhere_on(const HostState& state, const HostLink& bridge) {
  Elsewhere found{.resolv_conf = resolv_conf_of_containers(), .host_name = read_host_name()};
  const bool podman = bridge.name.starts_with("podman") || bridge.name.starts_with("cni-podman");
  if (is_engine_bridge(state, bridge)) found.container = podman ? "podman" : "docker";
  return found;
}

/// Tested free, and set.
IpAddress take_address(const HostLink& bridge, int link) {
  const Prefix& own = bridge.addresses.front();
  const auto holder = holder_of(link, own.address.to_v4(), kBridgeAnswers);
  if (!holder) refuse_bridge(bridge.name, "ask it", holder.error().value());
  if (*holder == AddressHolder::nobody) {
    refuse_bridge(bridge.name, "it does not answer to ARP, so no address can be tested");
  }
  const Prefix address = free_address(bridge, link, own);
  const auto set = set_address(link, address, own.address);
  if (set.failed()) refuse_bridge(bridge.name, "take an address", set.value());
  return address.address;
}

OtherNetwork find_bridge(const VantageRequest& request) {
  RouteNetlink kernel;
  const HostState state = read_host_state(kernel);
  const HostLink& bridge = bridge_called(state, request.what);
  OtherNetwork vantage;
  vantage.elsewhere = elsewhere_on(state, bridge);
  const auto shown = printable(bridge.name, 64);
  if (request.plan) {
    vantage.words = fmt::format("bridge {}, with an address that ARP probes there find free",
                                shown);
    return vantage;
  }
  try {
    const NetworkNamespace made;
    const auto link = join_bridge(bridge, made);
    if (!link) refuse_bridge(bridge.name, "join it", link.error().value());
    const Inside here(made);
    vantage.words = fmt::format("bridge {} (as {})", shown,
                                take_address(bridge, *link).to_string());
    vantage.network =
        open_network_namespace(fmt::format("/proc/self/fd/{}", made.descriptor()));
    return vantage;
  } catch (const std::system_error& error) {
    refuse_bridge(bridge.name, "make a namespace", error.code().value());
  }
}

}  // namespace

constinit const VantageRow kBridgeVantage{
    .name = "bridge",
    .form = "bridge:NAME",
    .what = "a place of its own on a bridge, with a temporary address that is tested free first",
    .find = find_bridge};

}  // namespace edge::probe
