#include "simulator/parameters.hpp"
#include "simulator/topologies/site.hpp"

namespace edge::sim {
namespace {

const std::string kBridge = "br-azure-iot";

/// What Docker writes for a user-defined bridge network: masquerading, and a FORWARD chain whose
/// policy is DROP. Faults put their rules in front, where DOCKER-USER stands.
std::vector<Rule> docker_rules() {
  const auto network = prefix_literal("172.18.0.0/16");
  Match masquerade;
  masquerade.source = network;
  masquerade.not_out_interface = kBridge;
  Match established, related, outward;
  established.out_interface = related.out_interface = kBridge;
  established.state = ConnectionState::established;
  related.state = ConnectionState::related;
  outward.in_interface = kBridge;
  return {
      {Hook::postrouting, kSourceNat, masquerade, Masquerade{}, "Docker: nat POSTROUTING"},
      {Hook::forward, kFilter, established, Accept{}, "Docker: ctstate ESTABLISHED"},
      {Hook::forward, kFilter, related, Accept{}, "Docker: ctstate RELATED"},
      {Hook::forward, kFilter, outward, Accept{}, "Docker: from the bridge"},
      {Hook::forward, kFilter, {}, Drop{}, "Docker: policy of FORWARD"},
  };
}

Node host() {
  Node node;
  node.name = "host";
  auto bridge = interface(kBridge, "172.18.0.1/16");
  bridge.kind = InterfaceKind::bridge;
  node.interfaces = {bridge, interface("eth0", "192.168.1.10/24")};
  node.routes = {route_via("0.0.0.0/0", kSiteDns, "eth0")};
  node.rules = docker_rules();
  node.sysctls.ip_forward = true;
  node.resolver.servers = {{ip(kSiteDns), 53}};
  return node;
}

}  // namespace

Topology bridge(const Parameters& with) {
  ParameterReader read(with);
  const bool embedded = read.choice("dns", {"embedded", "copied"}, "embedded") == "embedded";
  read.finish();

  Topology topology;
  topology.name = "bridge";
  Node module;
  module.name = "module";
  module.interfaces = {interface("eth0", "172.18.0.2/16")};
  module.routes = {route_via("0.0.0.0/0", "172.18.0.1", "eth0")};
  const auto engine = ip("127.0.0.11");
  module.resolver.servers = {{embedded ? engine : ip(kSiteDns), 53}};
  if (embedded) module.resolver.ndots = 0;  // "options ndots:0", as Docker writes
  topology.nodes = {module, host()};

  // A veth pair costs microseconds: none here, so that round trips stay whole numbers.
  topology.wires = {wire({"module", "eth0"}, {"host", kBridge}, Duration{}),
                    wire({"host", "eth0"}, {"site-router", "lan"}, kLanDelay)};
  add_site(topology);
  if (embedded) {
    DnsService resolver;
    resolver.upstream = {{ip(kSiteDns), 53}};
    resolver.upstream_node = "host";
    topology.services.push_back({"engine-dns", "module", engine, resolver});
  }
  return topology;
}

}  // namespace edge::sim
