#include "simulator/topology/validate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "simulator/topology/dns_service.hpp"

namespace edge {
namespace {

/// Two hosts on a wire, one with a tunnel and a service.
Topology sound() {
  Node a, b;
  a.name = "a";
  b.name = "b";
  Interface eth0, tun0;
  eth0.name = "eth0";
  eth0.addresses = {prefix_literal("192.0.2.1/24")};
  tun0.name = "tun0";
  tun0.kind = InterfaceKind::tun;
  a.interfaces = {eth0, tun0};
  b.interfaces = {eth0};
  Route route;
  route.destination = prefix_literal("0.0.0.0/0");
  route.interface = "eth0";
  a.routes = {route};
  Tunnel tunnel;
  tunnel.interface = "tun0";
  tunnel.local.port = 1194;
  a.tunnels = {tunnel};
  Rule masquerade;
  masquerade.hook = Hook::postrouting;
  masquerade.priority = kSourceNat;
  masquerade.action = Masquerade{};
  a.rules = {masquerade};
  Topology topology;
  topology.nodes = {a, b};
  Wire wire;
  wire.a = {"a", "eth0"};
  wire.b = {"b", "eth0"};
  topology.wires = {wire};
  Service service;
  service.name = "dns";
  service.node = "b";
  service.behaviour = DnsService{};
  topology.services = {service};
  return topology;
}

struct Refused {
  std::string complaint;
  std::function<void(Topology&)> spoil;
};

TEST(Validate, AcceptsWhatIsSound) { EXPECT_NO_THROW(validate(sound())); }

TEST(Validate, NamesWhatIsWrong) {
  using T = Topology;
  const Refused rows[] = {
      {"a node: has no name", [](T& t) { t.nodes[1].name.clear(); }},
      {"node 'a': the name is taken", [](T& t) { t.nodes[1].name = "a"; }},
      {"interface '' of node 'a': the name needs 1 to 15 bytes",
       [](T& t) { t.nodes[0].interfaces[0].name.clear(); }},
      {"interface 'sixteen-letters-' of node 'a': the name needs",
       [](T& t) { t.nodes[0].interfaces[0].name = "sixteen-letters-"; }},
      {"interface 'eth0' of node 'a': the name is taken",
       [](T& t) { t.nodes[0].interfaces[1].name = "eth0"; }},
      {"interface 'lo'", [](T& t) { t.nodes[0].interfaces[0].name = "lo"; }},
      {"the MTU must lie", [](T& t) { t.nodes[0].interfaces[0].mtu = 0; }},
      {"prefix length", [](T& t) { t.nodes[0].interfaces[0].addresses[0].length = 33; }},
      {"route 0.0.0.0/0 of 'a': there is no interface 'eth9'",
       [](T& t) { t.nodes[0].routes[0].interface = "eth9"; }},
      {"route 0.0.0.0/-1", [](T& t) { t.nodes[0].routes[0].destination.length = -1; }},
      {"other address family",
       [](T& t) { t.nodes[0].routes[0].gateway = prefix_literal("::1").address; }},
      {"destination-nat needs hook prerouting or output, priority -100",
       [](T& t) { t.nodes[0].rules[0].action = DestinationNat{}; }},
      {"masquerade needs hook postrouting, priority 100",
       [](T& t) { t.nodes[0].rules[0].priority = kFilter; }},
      {"tunnel on 'eth0' of 'a': there is no tun interface",
       [](T& t) { t.nodes[0].tunnels[0].interface = "eth0"; }},
      {"tunnel on 'tun0' of 'a': the interface has a tunnel already",
       [](T& t) { t.nodes[0].tunnels.push_back(t.nodes[0].tunnels[0]); }},
      {"overhead", [](T& t) { t.nodes[0].tunnels[0].overhead = 0; }},
      {"local port", [](T& t) { t.nodes[0].tunnels[0].local.port = 0; }},
      {"rp-filter must be 0, 1 or 2", [](T& t) { t.nodes[0].sysctls.rp_filter = 3; }},
      {"wire a:eth0 - c:eth0: there is no node 'c'", [](T& t) { t.wires[0].b.node = "c"; }},
      {"node 'b' has no interface 'eth1'", [](T& t) { t.wires[0].b.interface = "eth1"; }},
      {"both ends are the same", [](T& t) { t.wires[0].b = t.wires[0].a; }},
      {"outside 0..1", [](T& t) { t.wires[0].loss = 1.5; }},
      {"outside 0..1", [](T& t) { t.wires[0].bursts.ends = -0.5; }},
      {"route guard", [](T& t) { t.nodes[0].route_guard = Duration{-1}; }},
      {"must not be negative", [](T& t) { t.wires[0].delay = Duration{-1}; }},
      {"only a bridge", [](T& t) { t.wires.push_back(t.wires[0]); }},
      {"service 'dns': there is no node 'c'", [](T& t) { t.services[0].node = "c"; }},
      {"service 'dns': the name is taken", [](T& t) { t.services.push_back(t.services[0]); }},
      {"a service: has no name", [](T& t) { t.services[0].name.clear(); }},
      {"clock offset: there is no node 'c'", [](T& t) { t.clock_offsets["c"] = Duration{1}; }},
  };
  for (const Refused& row : rows) {
    Topology topology = sound();
    row.spoil(topology);
    try {
      validate(topology);
      ADD_FAILURE() << "accepted: " << row.complaint;
    } catch (const std::invalid_argument& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr(row.complaint));
    }
  }
}

}  // namespace
}  // namespace edge
