#include "simulator/network/contradictions.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <stdexcept>
#include <utility>

#include "common/base/check.hpp"
#include "simulator/network/forwarding_loops.hpp"
#include "simulator/network/node_contradictions.hpp"
#include "simulator/topology/dns_service.hpp"
#include "simulator/topology/look_up.hpp"
#include "simulator/topology/validate.hpp"

namespace edge::sim {
namespace {

using Said = std::vector<Contradiction>;

template <class Visit>
void for_each_address(const Topology& topology, Visit visit) {
  for (std::size_t n = 0; n < topology.nodes.size(); ++n) {
    const auto& node = topology.nodes[n];
    for (std::size_t i = 0; i < node.interfaces.size(); ++i) {
      const auto& interface = node.interfaces[i];
      for (std::size_t a = 0; a < interface.addresses.size(); ++a) {
        visit(Port{node.name, interface.name}, interface.addresses[a],
              fmt::format("nodes[{}].interfaces[{}].addresses[{}]", n, i, a));
      }
    }
  }
}

/// Networks of one node may overlap, as in the kernel; of equal addresses only those that no frame
/// can confuse are possible.
void check_addresses(const Topology& topology, const Segments& segments, Said& said) {
  std::set<std::pair<std::string, IpAddress>> of_nodes;
  std::set<std::pair<std::size_t, IpAddress>> of_segments;
  const auto clash = [&](const Port& port, const IpAddress& address) {
    const bool new_to_node = of_nodes.emplace(port.node, address).second;
    const bool new_to_segment = of_segments.emplace(segments.of(port), address).second;
    return !new_to_node || !new_to_segment;
  };
  for_each_address(topology, [&](const Port& port, const Prefix& prefix, const std::string& path) {
    const auto where = fmt::format("{}/{}", port.node, port.interface);
    if (clash(port, prefix.address)) {
      said.push_back({fmt::format("{}: {} is another interface's address too", where,
                                  prefix.address.to_string()),
                      path});
    }
  });
}

void check_wire(const Topology& topology, const Wire& wire, const std::string& path, Said& said) {
  const auto& a = interface_at(topology, wire.a).addresses;
  const auto& b = interface_at(topology, wire.b).addresses;
  // Of two masks one may be too long: then one end alone takes the other for a neighbour.
  const auto shared = [&](const Prefix& mine) {
    return std::ranges::any_of(b, [&](const auto& other) {
      return mine.contains(other.address) || other.contains(mine.address);
    });
  };
  if (a.empty() || std::ranges::any_of(a, shared)) return;
  said.push_back({fmt::format("{}/{} and {}/{} are wired but share no network", wire.a.node,
                              wire.a.interface, wire.b.node, wire.b.interface),
                  path});
}

void check_service(const Topology& topology, const Service& service, const std::string& path,
                   Said& said) {
  const auto* node = find_node(topology, service.node);
  CHECK(node);
  if (!has_address(*node, service.address) && !service.address.is_loopback()) {
    said.push_back({fmt::format("service '{}' listens at {}, which {} does not have", service.name,
                                service.address.to_string(), service.node),
                    path + ".address"});
  }
  const auto* dns = service.if_is<DnsService>();
  if (dns && !dns->upstream_node.empty() && !find_node(topology, dns->upstream_node)) {
    said.push_back({fmt::format("service '{}' asks from unknown node '{}'", service.name,
                                dns->upstream_node),
                    path + ".runs.dns.upstream-node"});
  }
}

void check_forwarding_loop(const ForwardingLoops& loops, const Service& service, Said& said) {
  if (service.address.is_loopback()) return;
  const auto loop = loops.loop_to(service.address);
  if (loop.empty()) return;
  said.push_back({fmt::format("packets for {} go in a circle: {}", service.address.to_string(),
                              loop),
                  "nodes"});
}

}  // namespace

std::vector<Contradiction> contradictions(const Topology& topology) {
  try {
    validate(topology);
  } catch (const std::invalid_argument& error) {
    return {{error.what(), ""}};
  }
  Said said;
  if (topology.nodes.empty()) said.push_back({"no nodes", "nodes"});
  const Segments segments(topology);
  check_addresses(topology, segments, said);
  for (std::size_t i = 0; i < topology.nodes.size(); ++i) {
    std::ranges::move(node_contradictions(topology, topology.nodes[i], fmt::format("nodes[{}]", i)),
                      std::back_inserter(said));
  }
  for (std::size_t i = 0; i < topology.wires.size(); ++i) {
    check_wire(topology, topology.wires[i], fmt::format("wires[{}]", i), said);
  }
  for (std::size_t i = 0; i < topology.services.size(); ++i) {
    check_service(topology, topology.services[i], fmt::format("services[{}]", i), said);
  }
  if (!said.empty()) return said;
  const ForwardingLoops loops(topology, segments);
  for (const auto& service : topology.services) check_forwarding_loop(loops, service, said);
  return said;
}

}  // namespace edge::sim
