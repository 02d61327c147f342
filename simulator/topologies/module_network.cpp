#include "simulator/topologies/module_network.hpp"

#include <boost/asio/ip/address.hpp>
#include <utility>

#include "simulator/topologies/site.hpp"
#include "simulator/topology/dns_service.hpp"

namespace edge::sim {
namespace {

const std::string kBridge = "br-azure-iot";
constexpr std::uint32_t kModuleNumber = 2;  // its address in its network

/// What Docker (28 and later) writes for a user-defined bridge network: masquerading, a FORWARD
/// chain whose policy is DROP, and that nobody but the bridge reaches a container at its address.
std::vector<Rule> docker_rules(const Prefix& network) {
  Match direct, masquerade;
  direct.destination = one_address(host_in(network, kModuleNumber).address);
  direct.not_in_interface = kBridge;
  masquerade.source = network;
  masquerade.not_out_interface = kBridge;
  Match established, related, outward;
  established.out_interface = related.out_interface = kBridge;
  established.state = ConnectionState::established;
  related.state = ConnectionState::related;
  outward.in_interface = kBridge;
  std::vector<Rule> rules{
      {Hook::postrouting, kSourceNat, masquerade, Masquerade{}, "Docker: nat POSTROUTING"},
      {Hook::forward, kFilter, established, Accept{}, "Docker: ctstate ESTABLISHED"},
      {Hook::forward, kFilter, related, Accept{}, "Docker: ctstate RELATED"},
      {Hook::forward, kFilter, outward, Accept{}, "Docker: from the bridge"},
      {Hook::forward, kFilter, {}, Drop{}, "Docker: policy of FORWARD"},
      {Hook::prerouting, kRaw, direct, Drop{}, "Docker: raw PREROUTING"},
  };
  for (auto& rule : rules) rule.by_engine = true;
  return rules;
}

}  // namespace

ModuleNetwork module_network_of(const Arguments& with) {
  return {with[kModulePrefix], with[kModuleDns]};
}

Prefix host_in(const Prefix& network, std::uint32_t number) {
  const auto address = network.address.to_v4().to_uint() + number;
  return {boost::asio::ip::make_address_v4(address), network.length};
}

Node module_on(const Prefix& network) {
  Node module;
  module.name = "module";
  module.interfaces = {interface("eth0", to_string(host_in(network, kModuleNumber)))};
  module.routes = {route_via("0.0.0.0/0", host_in(network, 1).address.to_string(), "eth0")};
  return module;
}

void add_bridge_network(Topology& topology, const ModuleNetwork& network, Node host) {
  auto module = module_on(network.prefix);
  const auto engine = ip("127.0.0.11");
  DnsService resolver;
  resolver.upstream = host.resolver.servers;
  resolver.upstream_node = "host";
  if (network.embedded) {
    module.resolver.servers = {{engine, 53}};
    module.resolver.ndots = 0;  // "options ndots:0", as Docker writes
    topology.services.push_back({"engine-dns", "module", engine, resolver});
  } else {
    module.resolver.servers = host.resolver.servers;
  }

  host.name = "host";
  auto bridge = interface(kBridge, to_string(host_in(network.prefix, 1)));
  bridge.kind = InterfaceKind::bridge;
  host.interfaces.insert(host.interfaces.begin(), bridge);
  host.rules = docker_rules(network.prefix);
  host.sysctls.ip_forward = true;
  topology.nodes.insert(topology.nodes.begin(), {module, host});
  // A veth pair costs microseconds: none here, so that round trips stay whole numbers.
  topology.wires.insert(topology.wires.begin(),
                        wire({"module", "eth0"}, {"host", kBridge}, Duration{}));
}

}  // namespace edge::sim
