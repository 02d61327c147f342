// A Windows NAT network (`docker network ls`: "nat"): the host network service gives it a prefix of
// its own behind an adapter of the host, WinNAT translates what leaves it, and the host's DNS proxy
// answers at the adapter's address. Which adapter traffic leaves by is decided by metric alone: a
// VPN's with a lower one takes the module network over.
#include "simulator/topologies/module_network.hpp"
#include "simulator/topologies/rows.hpp"
#include "simulator/topologies/site.hpp"
#include "simulator/topology/dns_service.hpp"

namespace edge::sim {
namespace {

const std::string kAdapter = "vEthernet(nat)";  // "vEthernet (nat)": Linux takes no blank in a name
const std::string kUplink = "Ethernet";
constexpr int kGigabitMetric = 25;  // Windows' automatic one for 1 Gbit/s

/// WinNAT has no rules of a user's: the module network reaches what is beyond the host's LAN, is
/// reached by answers only, and has no way to the LAN's other machines.
std::vector<Rule> winnat_rules(const Prefix& network) {
  Match translated;
  translated.source = network;
  translated.not_out_interface = kAdapter;
  Match established, related, inward, neighbours;
  established.state = ConnectionState::established;
  related.state = ConnectionState::related;
  inward.out_interface = kAdapter;
  neighbours.in_interface = kAdapter;
  neighbours.destination = prefix_literal("192.168.1.0/24");
  return {
      {Hook::postrouting, kSourceNat, translated, Masquerade{}, "WinNAT: translation"},
      {Hook::forward, kFilter, established, Accept{}, "WinNAT: a known session"},
      {Hook::forward, kFilter, related, Accept{}, "WinNAT: errors of a known session"},
      {Hook::forward, kFilter, inward, Drop{}, "WinNAT: nothing new from outside"},
      {Hook::forward, kFilter, neighbours, Drop{}, "WinNAT: no way to the host's LAN"},
  };
}

Node windows_host(const Prefix& network) {
  Node host;
  host.name = "host";
  auto adapter = interface(kAdapter, to_string(host_in(network, 1)));
  adapter.kind = InterfaceKind::bridge;  // its virtual switch
  host.interfaces = {adapter, interface(kUplink, "192.168.1.10/24")};
  auto uplink = route_via("0.0.0.0/0", kSiteDns, kUplink);
  uplink.metric = kGigabitMetric;
  host.routes = {uplink};
  host.rules = winnat_rules(network);
  host.sysctls.ip_forward = true;
  host.resolver.servers = {{ip(kSiteDns), 53}};
  return host;
}

constexpr ValueParameter kNatPrefix{"module-network", kind::host_network, "172.30.160.0/20"};

Topology nat(const Arguments& with) {
  const auto network = with[kNatPrefix];
  Topology topology;
  topology.name = "nat";
  auto module = module_on(network);
  const auto adapter = host_in(network, 1).address;
  module.resolver.servers = {{adapter, 53}};
  topology.nodes = {module, windows_host(network)};
  topology.wires = {wire({"module", "eth0"}, {"host", kAdapter}, Duration{}),
                    wire({"host", kUplink}, {"site-router", "lan"}, kLanDelay)};
  add_site(topology);
  DnsService proxy;
  proxy.upstream = {{ip(kSiteDns), 53}};
  topology.services.push_back({"host-dns", "host", adapter, proxy});
  return topology;
}

}  // namespace

constinit const TopologyRow kNatTopology{
    .name = "nat",
    .what = "module - Windows-style NAT network - host with an uplink by metric - site router "
            "- internet",
    .parameters = {&kNatPrefix},
    .build = nat};

}  // namespace edge::sim
