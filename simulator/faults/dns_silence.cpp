#include "simulator/faults/helpers.hpp"

namespace edge::sim {
namespace {

bool embedded(const Service& service) {
  return service.address.is_v4() && service.address.to_v4().is_loopback();
}

}  // namespace

/// Every name server is silent; `servers` is how many of them the device is told of. An engine's
/// own resolver stays what it is: it passes on the silence of the servers behind it.
Topology dns_silence(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto servers = static_cast<std::size_t>(read.number("servers", 1, 2, 1));
  read.finish();

  std::vector<Endpoint> silent;  // the site's first, as topologies list the nearer one later
  for (auto& service : topology.services) {
    auto* dns = std::get_if<DnsService>(&service.behaviour);
    if (!dns || embedded(service)) continue;
    dns->behaviour = DnsBehaviour::silent;
    silent.insert(silent.begin(), {service.address, dns->port});
  }
  if (silent.size() < servers) throw ParameterError("servers", "'servers': there are not so many");
  silent.resize(servers);

  auto& device = probe_node(topology);
  auto* told = &device.resolver.servers;
  for (auto& service : topology.services) {
    auto* dns = std::get_if<DnsService>(&service.behaviour);
    if (dns && embedded(service) && service.node == device.name) told = &dns->upstream;
  }
  *told = silent;
  return topology;
}

}  // namespace edge::sim
