// What ip(8) tells about a namespace, as lines to compare, and what it should tell about a Node.
// For tests of node_network.hpp. Persistent TAP and TUN devices stand in for wires and tunnels.
#pragma once

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "simulator/lab/node_network.hpp"
#include "simulator/topologies/site.hpp"
#include "simulator/topology/look_up.hpp"
#include "tests/support/tap_test.hpp"

namespace edge::sim::test {

using nlohmann::json;
using Lines = std::vector<std::string>;

using NodeNetworkTest = edge::test::TapTest;

/// A node on two networks, with two addresses on the first, and a tunnel.
inline Node plain_node() {
  Node node;
  node.name = "host";
  auto tun = interface("tun0", "10.8.0.6/24");
  tun.kind = InterfaceKind::tun;
  node.interfaces = {interface("eth0", "192.168.1.10/24"), interface("eth1", "10.1.0.2/16"), tun};
  node.interfaces[0].addresses.push_back(prefix_literal("192.168.1.11/24"));
  return node;
}

inline std::string run(const NetworkNamespace& where, const std::string& command) {
  const Inside here(where);
  const auto line = "PATH=/usr/sbin:/sbin:/usr/bin:/bin; " + command + " 2>&1";
  FILE* pipe = ::popen(line.c_str(), "r");
  std::string text;
  std::array<char, 4096> buffer;
  for (std::size_t n; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    text.append(buffer.data(), n);
  }
  if (::pclose(pipe) != 0) text += "\n(failed)";
  return text;
}

inline std::string setting(const NetworkNamespace& where, const std::string& name) {
  const Inside here(where);
  std::string text;
  std::ifstream("/proc/sys/net/" + name) >> text;
  return text;
}

/// Devices for all of `node` that NodeNetwork expects from others; each bridge gets two ports.
inline NodeNetwork::Ports plug(const NetworkNamespace& where, const Node& node) {
  NodeNetwork::Ports ports;
  std::string script;
  const auto make = [&](const std::string& name, const std::string& mode) {
    const std::string quoted = "'" + name + "'";  // Windows names have brackets
    script += "ip link show " + quoted + " >/dev/null 2>&1 || ip tuntap add dev " + quoted +
              " mode " + mode + "; ";
  };
  for (const auto& interface : node.interfaces) {
    if (interface.kind == InterfaceKind::tun) make(interface.name, "tun");
    if (interface.kind == InterfaceKind::ethernet) make(interface.name, "tap");
    if (interface.kind != InterfaceKind::bridge) continue;
    for (int i = 0; i < 2; ++i) {
      ports[interface.name].push_back(bridge_port_name(interface.name, i));
      make(ports[interface.name].back(), "tap");
    }
  }
  EXPECT_EQ(run(where, script + "true"), "");
  return ports;
}

inline std::string word(const json& object, const char* key, const std::string& before) {
  if (!object.contains(key)) return {};
  const json& value = object[key];
  return before + (value.is_string() ? value.get<std::string>() : value.dump());
}

inline std::string with_length(std::string prefix) {
  if (prefix == "default") return "0.0.0.0/0";
  return prefix.find('/') == std::string::npos ? prefix + "/32" : prefix;
}

/// "0.0.0.0/1 via 10.8.0.1 dev tun0"; only those that NodeNetwork answers for.
inline Lines kernel_routes(const NetworkNamespace& where) {
  const std::map<std::string, std::string> kinds{
      {"1", ""}, {"6", "blackhole "}, {"7", "unreachable "}, {"8", "prohibit "}, {"9", "throw "}};
  Lines lines;
  for (const auto& route : json::parse(run(where, "ip -4 -j -N route show table all"))) {
    const auto kind = kinds.find(route.value("type", "1"));
    if (kind == kinds.end()) continue;
    lines.push_back(kind->second + with_length(route["dst"]) + word(route, "gateway", " via ") +
                    word(route, "dev", " dev ") + word(route, "metric", " metric ") +
                    word(route, "table", " table ") + word(route, "prefsrc", " src "));
  }
  return lines;
}

/// "7: not from 10.0.0.0/8 fwmark 0x1/0xff lookup 100 suppress 0"
inline Lines kernel_rules(const NetworkNamespace& where) {
  Lines lines;
  for (const auto& rule : json::parse(run(where, "ip -j -N rule"))) {
    lines.push_back(word(rule, "priority", "") + ":" + (rule.contains("not") ? " not" : "") +
                    word(rule, "src", " from ") + word(rule, "srclen", "/") +
                    word(rule, "fwmark", " fwmark ") + word(rule, "fwmask", "/") +
                    word(rule, "table", " lookup ") + word(rule, "action", " action ") +
                    word(rule, "suppress_prefixlen", " suppress "));
  }
  return lines;
}

/// "eth0 up mtu 1500 192.168.1.10/24", without the loopback and ports.
inline Lines kernel_interfaces(const NetworkNamespace& where) {
  Lines lines;
  for (const auto& link : json::parse(run(where, "ip -j addr"))) {
    if (link.contains("master") || link["ifname"] == "lo") continue;
    const bool up = std::ranges::count(link["flags"], json("UP")) > 0;
    auto line = word(link, "ifname", "") + (up ? " up" : " down") + word(link, "mtu", " mtu ");
    for (const auto& address : link["addr_info"]) {
      line += word(address, "local", " ") + word(address, "prefixlen", "/");
    }
    if (up || !link["addr_info"].empty()) lines.push_back(line);  // else left by an owner
  }
  return lines;
}

inline std::string route_line(const Route& route) {
  const char* const kinds[] = {"", "unreachable ", "prohibit ", "blackhole ", "throw "};
  auto line = kinds[static_cast<int>(route.kind)] + to_string(route.destination);
  if (route.gateway) line += " via " + route.gateway->to_string();
  if (!route.interface.empty()) line += " dev " + route.interface;
  if (route.metric != 0) line += " metric " + std::to_string(route.metric);
  if (route.table != kMainTable) line += " table " + std::to_string(route.table);
  if (route.source) line += " src " + route.source->to_string();
  return line;
}

/// Its own, without those over devices that are down, and the connected ones they do not replace.
inline Lines expected_routes(const Node& node) {
  Lines lines;
  for (const auto& route : node.routes) {
    const auto* interface = find_interface(node, route.interface);
    if (!interface || interface->up) lines.push_back(route_line(route));
  }
  for (const auto& interface : node.interfaces) {
    for (const auto& own : interface.addresses) {
      Route route;
      route.destination = network_of(own);
      route.interface = interface.name;
      route.source = own.address;
      const auto replaces = [&](const Route& other) {
        return other.destination == route.destination && other.table == kMainTable &&
               other.metric == 0;
      };
      const bool kept = interface.up && own.length < 32;
      if (kept && std::ranges::none_of(node.routes, replaces)) lines.push_back(route_line(route));
    }
  }
  return lines;
}

/// In the kernel's order: by priority.
inline Lines expected_rules(const Node& node) {
  std::multimap<int, std::string> lines{{0, "0: from all lookup 255"},
                                        {32766, "32766: from all lookup 254"},
                                        {32767, "32767: from all lookup 253"}};
  for (const auto& rule : node.policy_rules) {
    auto line = fmt::format("{}:{} from all", rule.priority, rule.invert ? " not" : "");
    if (rule.mark) line += fmt::format(" fwmark {:#x}", *rule.mark);
    if (rule.mark && rule.mark_mask != 0xffffffff) line += fmt::format("/{:#x}", rule.mark_mask);
    line += rule.unreachable ? " action 7" : fmt::format(" lookup {}", rule.table);
    if (rule.suppress_prefix_length) {
      line += fmt::format(" suppress {}", *rule.suppress_prefix_length);
    }
    lines.emplace(rule.priority, line);
  }
  Lines ordered;
  for (const auto& [priority, line] : lines) ordered.push_back(line);
  return ordered;
}

inline Lines expected_interfaces(const Node& node) {
  Lines lines;
  for (const auto& interface : node.interfaces) {
    lines.push_back(interface.name + (interface.up ? " up" : " down") + " mtu " +
                    std::to_string(interface.mtu));
    for (const auto& own : interface.addresses) lines.back() += " " + to_string(own);
  }
  return lines;
}

inline const Lines kOwnRules{"0: from all lookup 255", "32766: from all lookup 254",
                      "32767: from all lookup 253"};

inline void expect_like(const Node& node, const NetworkNamespace& where) {
  SCOPED_TRACE(node.name);
  using testing::UnorderedElementsAreArray;
  EXPECT_THAT(kernel_routes(where), UnorderedElementsAreArray(expected_routes(node)));
  EXPECT_THAT(kernel_interfaces(where), UnorderedElementsAreArray(expected_interfaces(node)));
  EXPECT_EQ(kernel_rules(where), expected_rules(node));
  EXPECT_EQ(setting(where, "ipv4/conf/all/src_valid_mark"),
            node.sysctls.src_valid_mark ? "1" : "0");
  EXPECT_EQ(setting(where, "ipv4/ip_forward"), node.sysctls.ip_forward ? "1" : "0");
}

}  // namespace edge::sim::test
