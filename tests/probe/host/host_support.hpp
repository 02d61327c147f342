// A host as plain data: an uplink, a module network, and whatever a test puts beside them.
#pragma once

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include <string>

#include "probe/host/trace.hpp"

namespace edge::probe::test {

inline constexpr int kEth0 = 2, kBridge = 3, kTun0 = 4;

inline IpAddress v4(const char* text) { return boost::asio::ip::make_address(text); }
inline Prefix net(const char* text) { return prefix_literal(text); }

inline HostRoute route_by(const char* destination, int link, const char* gateway = nullptr,
                          std::uint32_t table = RT_TABLE_MAIN) {
  HostRoute route{.destination = net(destination), .table = table, .type = RTN_UNICAST};
  NextHop hop;
  hop.link = link;
  if (gateway) hop.gateway = v4(gateway);
  if (link != 0) route.hops.push_back(hop);
  return route;
}

inline HostRule rule_to(std::uint32_t priority, std::uint32_t table) {
  return {.priority = priority, .action = FR_ACT_TO_TBL, .table = table};
}

inline HostLink link_called(const char* name, int index, const char* kind = "") {
  HostLink link{.index = index, .name = name, .kind = kind, .mtu = 1500};
  link.up = link.carrier = true;
  link.forwards = true;
  link.reverse_path_filter = 0;
  return link;
}

inline HostState healthy_host() {
  HostState state;
  state.links = {link_called("lo", 1), link_called("eth0", kEth0),
                 link_called("br-edge", kBridge, "bridge"), link_called("tun0", kTun0, "tun")};
  state.links[1].addresses = {net("192.168.7.2/24")};
  state.links[2].addresses = {net("172.18.0.1/16")};
  state.routes = {route_by("0.0.0.0/0", kEth0, "192.168.7.1"), route_by("192.168.7.0/24", kEth0),
                  route_by("172.18.0.0/16", kBridge)};
  state.rules = {rule_to(0, RT_TABLE_LOCAL), rule_to(32766, RT_TABLE_MAIN),
                 rule_to(32767, RT_TABLE_DEFAULT)};
  return state;
}

/// A kernel that answers as the walk does.
inline HostTraces traced(const HostState& state, const char* hub = "198.51.100.20") {
  const auto ask = [&](const Lookup& packet) {
    const Decision walk = look_up(state, packet);
    KernelAnswer answer;
    answer.out_link = walk.out_link();
    if (answer.out_link == 0) answer.error = {"ENETUNREACH", "Network is unreachable"};
    return answer;
  };
  return trace_all(state, module_networks(state), v4(hub), 5671, ask);
}

}  // namespace edge::probe::test
