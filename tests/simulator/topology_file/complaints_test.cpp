// What a topology file may not say: refused at its place, with what is allowed; and hostile texts,
// refused before they cost anything.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/topology_file/topology_file.hpp"

namespace edge::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string complaint_about(const std::string& text) {
  try {
    parse_topology(text);
  } catch (const YamlError& error) {
    return fmt::format("{}:{}: {}", error.line, error.column, error.what());
  }
  return "accepted";
}

struct Refused {
  std::string text, place, words;
};

void PrintTo(const Refused& refused, std::ostream* out) { *out << refused.text.substr(0, 300); }

class RefusedTopology : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedTopology, IsToldWhereAndWhy) {
  const auto said = complaint_about(GetParam().text);
  EXPECT_THAT(said, StartsWith(GetParam().place + ": "));
  EXPECT_THAT(said, HasSubstr(GetParam().words));
}

/// Something in a node "a" that has an interface "e", and a node "b" without.
std::string node(const std::string& keys) {
  return "nodes:\n- { name: a, interfaces: [{ name: e, addresses: [192.0.2.1/24] }],\n" + keys +
         " }\n- { name: b }\n";
}
const std::string kNodes =
    "nodes:\n- { name: a, interfaces: [{ name: e }, { name: t, kind: tun }] }\n- { name: b }\n";

INSTANTIATE_TEST_SUITE_P(
    Shape, RefusedTopology,
    ::testing::Values(
        Refused{"[]", "1:1", "a topology must be a mapping with: name, nodes, wires"},
        Refused{"wires: []", "1:1", "a topology lacks 'nodes'"},
        Refused{"nodes: []", "1:8", "one or more"},
        Refused{"nodes: {}", "1:8", "nodes must be a list"},
        Refused{"nodes: [a]", "1:9", "a node must be a mapping with: name"},
        Refused{"nodes: [{}]", "1:9", "a node lacks 'name'"},
        Refused{"nodes: [{ name: a, colour: red }]", "1:20", "unknown key 'colour' in a node"},
        Refused{"nodes: [{ name: a, name: b }]", "1:20", "'name' is given twice in a node"},
        Refused{node("sysctls:"), "3:10", "settings of the kernel must be a mapping with"},
        Refused{node("icmp-errors: maybe"), "3:14", "cannot be 'maybe'; allowed: true, false"},
        Refused{node("icmp-errors: [true]"), "3:14", "icmp-errors must be true, false"},
        Refused{node("tunnels: [{ local: 0.0.0.0:1 }]"), "3:11", "a tunnel lacks 'interface'"},
        Refused{node("rules: [{}]"), "3:9", "a rule lacks 'action'"},
        Refused{node("rules: [{ action: burn }]"), "3:19",
                "action cannot be 'burn'; allowed: accept, drop, reject"},
        Refused{node("rules: [{ action: { drop: {}, accept: {} } }]"), "3:19", "action must be"},
        Refused{node("rules: [{ action: set-mark }]"), "3:19",
                "set-mark lacks 'to': write { set-mark: { to: ... } }"},
        Refused{node("rules: [{ action: { reject: { with: love } } }]"), "3:37",
                "with cannot be 'love'; allowed: tcp-reset, port-unreachable"},
        Refused{node("rules: [{ action: { drop: { for: ever } } }]"), "3:29", "unknown key 'for'"},
        Refused{kNodes + "clocks: [a]", "4:9", "clocks must be a mapping"},
        Refused{kNodes + "clocks: { a: 1s, a: 2s }", "4:18", "'a' is given twice"}));

INSTANTIATE_TEST_SUITE_P(
    Values, RefusedTopology,
    ::testing::Values(
        Refused{node("routes: [{ destination: 10.0.0.0/8, interface: e, metric: 2147483648 }]"),
                "3:59", "metric cannot be '2147483648'; allowed: a whole number, 0 to 2147483647"},
        Refused{node("routes: [{ destination: 10.0.0.0/8, interface: e, metric: -1 }]"), "3:59",
                "a whole number, 0 to"},
        Refused{node("routes: [{ destination: 10.0.0.0/8, interface: e, table: 0 }]"), "3:58",
                "a whole number, 1 to"},
        Refused{node("routes: [{ destination: 10.0.0.0/33, interface: e }]"), "3:25",
                "destination cannot be '10.0.0.0/33'; allowed: ADDRESS/LENGTH"},
        Refused{node("rules: [{ action: drop, priority: 99999999999999999999 }]"), "3:35",
                "a whole number, -2147483647 to"},
        Refused{node("rules: [{ action: drop, match: { source-port: 0 } }]"), "3:47", "1 to 65535"},
        Refused{node("rules: [{ action: drop, match: { mark: 0x1ffffffff } }]"), "3:40",
                "0 to 4294967295"},
        Refused{node("rules: [{ action: { set-mark: { to: 0x-1 } } }]"), "3:37", "0x-1"},
        Refused{node("sysctls: { rp-filter: 3 }"), "3:23", "0 to 2"},
        Refused{node("route-guard: -1s"), "3:14", "a duration such as 30s"},
        Refused{node("resolver: { timeout: 60s }"), "3:22", "a duration, 1s to 30s"},
        Refused{node("resolver: { servers: [dns.test] }"), "3:23", "ADDRESS or ADDRESS:PORT"},
        Refused{node("resolver: { servers: ['192.0.2.1:65536'] }"), "3:23", "ADDRESS:PORT"},
        Refused{"nodes: [{ name: ../a }]", "1:17", "a name of letters"},
        Refused{"nodes: [{ name: '' }]", "1:17", "name must be a name of letters"},
        Refused{"nodes: [{ name: a, interfaces: [{ name: sixteen-letters- }] }]", "1:41",
                "at most 15 bytes"},
        Refused{"nodes: [{ name: a, interfaces: [{ name: 'e%d' }] }]", "1:41", "interface's name"},
        Refused{"nodes: [{ name: a, interfaces: [{ name: e, mtu: 67 }] }]", "1:49", "68 to 65521"},
        Refused{kNodes + "wires: [{ from: a/e, to: a-t }]", "4:26", "NODE/INTERFACE"},
        Refused{kNodes + "wires: [{ from: a/e, to: a/t, loss: 2 }]", "4:37", "or 0% to 100%"},
        Refused{kNodes + "wires: [{ from: a/e, to: a/t, loss: nan }]", "4:37", "0 to 1"},
        Refused{kNodes + "wires: [{ from: a/e, to: a/t, rate: 2Tbit }]", "4:37", "512kbit"},
        Refused{kNodes + "wires: [{ from: a/e, to: a/t, delay: 36525d }]", "4:38", "at most"},
        Refused{kNodes + "starts-at: 1969-12-31T23:59:59Z", "4:12", "1970 to 2099"},
        Refused{kNodes + "clocks: { a: -101y }", "4:14", "(100 years), or one with '-'"},
        Refused{kNodes + "services: [{ name: s, node: a, address: 'fe80::1%e', runs: dns }]",
                "4:41", "an IP address"}));

std::string service(const std::string& runs) {
  return kNodes + "services:\n- { name: s, node: a, address: 192.0.2.1, runs: proxy }\n" +
         "- { name: x, node: a, address: 192.0.2.1, runs: " + runs + " }\n";
}

INSTANTIATE_TEST_SUITE_P(
    References, RefusedTopology,
    ::testing::Values(
        Refused{"nodes: [{ name: a }, { name: a }]", "1:30", "'a' is taken by another node"},
        Refused{"nodes: [{ name: a, interfaces: [{ name: lo }] }]", "1:41", "called 'lo'"},
        Refused{"nodes: [{ name: a, interfaces: [{ name: e }, { name: e }] }]", "1:54",
                "'e' is taken by another interface"},
        Refused{node("routes: [{ destination: 10.0.0.0/8 }]"), "3:10", "lacks 'interface'"},
        Refused{node("routes: [{ destination: 10.0.0.0/8, interface: f }]"), "3:48",
                "'a' has no interface 'f'; allowed: e"},
        Refused{node("routes: [{ destination: 10.0.0.1/8, interface: e }]"), "3:25",
                "bits behind its length; allowed: 10.0.0.0/8"},
        Refused{node("routes: [{ destination: 10.0.0.0/8, interface: e, gateway: '::1' }]"), "3:60",
                "other address family"},
        Refused{node("rules: [{ action: drop, match: { in-interface: f } }]"), "3:48",
                "'a' has no interface 'f'; allowed: e"},
        Refused{node("tunnels: [{ interface: e, local: 0.0.0.0:1194 }]"), "3:24", "not of kind"},
        Refused{node("tunnels: [{ interface: f, local: 0.0.0.0:1194 }]"), "3:24", "interface 'f'"},
        Refused{"nodes: [{ name: a, interfaces: [{ name: t, kind: tun }], tunnels: [\n"
                "{ interface: t, local: 0.0.0.0:1 }, { interface: t, local: 0.0.0.0:2 }] }]",
                "2:50", "interface 't' has a tunnel already"},
        Refused{kNodes + "wires: [{ from: a/e, to: c/e }]", "4:26", "no node 'c'; allowed: a, b"},
        Refused{kNodes + "wires: [{ from: a/e, to: b/e }]", "4:26", "'b' has no interface 'e'"},
        Refused{kNodes + "wires: [{ from: a/e, to: a/e }]", "4:9", "both ends"},
        Refused{kNodes + "clocks: { c: 1s }", "4:14", "no node 'c'"},
        Refused{"nodes: [{ name: a, rules: [\n"
                "{ hook: forward, priority: 0, action: masquerade }] }]",
                "2:9", "masquerade needs hook postrouting, priority 100"},
        Refused{"nodes: [{ name: a, rules: [\n{ hook: postrouting, action: reject }] }]", "2:9",
                "reject needs hook prerouting, input, forward or output"},
        Refused{"nodes: [{ name: a, rules: [{ hook: output, priority: -100,\n match: {\n"
                "protocol: icmp }, action: { destination-nat: { to: 192.0.2.1:80 } } }] }]",
                "3:11", "destination-nat to a port needs protocol tcp or udp, or none"},
        Refused{"nodes: [{ name: a, interfaces: [{ name: e }] },"
                "{ name: b, interfaces: [{ name: t, kind: tun }] }]\n"
                "wires: [{ from: a/e, to: b/t }]", "2:26", "b/t is of kind tun, where no wire"},
        Refused{"nodes: [{ name: a, interfaces: [{ name: e }] },"
                "{ name: b, interfaces: [{ name: e }, { name: f }] }]\n"
                "wires: [{ from: a/e, to: b/e }, { from: b/f,\nto: b/e }]",
                "3:5", "another wire ends at b/e, which is no bridge"},
        Refused{service("proxy"), "6:49", "port 3128 of 192.0.2.1 is taken"},
        Refused{service("{ hub: { amqp-port: 443 } }"), "6:56", "port 443 of 192.0.2.1 is taken"},
        Refused{service("{ hub: { devices: [{ device-id: d, key: A=== }] } }"), "6:89", "base64"},
        Refused{service("{ dns: { upstream-node: c } }"), "6:73", "no node 'c'"},
        Refused{service("agent"), "6:49", "agent lacks 'hub-host'"}));

TEST(HostileTopology, ListsHaveAnEnd) {
  std::string nodes = "nodes: [", addresses = "nodes: [";
  for (int i = 0; i < 33; ++i) {
    nodes += fmt::format("{{ name: n{} }}, ", i);
    addresses += fmt::format("{{ name: n{}, interfaces: [", i);
    for (int k = 0; k < 2 && i < 32; ++k) {
      addresses += fmt::format("{{ name: e{}, addresses: [", k);
      for (int n = 0; n < 5; ++n) addresses += "10.0.0.1/8, ";
      addresses += "] }, ";
    }
    addresses += "] }, ";
  }
  EXPECT_THAT(complaint_about(nodes + "]"), HasSubstr("nodes has 33 elements; allowed: 32"));
  addresses.resize(addresses.rfind("{ name: n32"));
  EXPECT_THAT(complaint_about(addresses + "]"), HasSubstr("there are 320 addresses; allowed: 128"));
}

TEST(HostileTopology, WhatIsDeepOrRepeatsItselfIsRefused) {
  EXPECT_THAT(complaint_about("nodes: " + std::string(30'000, '[')), HasSubstr("not YAML"));
  EXPECT_THAT(complaint_about("nodes: &a [*a]"), HasSubstr("anchors, aliases"));
  EXPECT_THAT(complaint_about("nodes: [{ name: \"a\\n\" }]"), HasSubstr("a name of letters"));
  EXPECT_THAT(complaint_about(node("rules: [{ action: drop, comment: \"\\e[2J\" }]")),
              HasSubstr("text of 1 to 256 bytes"));
}

}  // namespace
}  // namespace edge::sim
