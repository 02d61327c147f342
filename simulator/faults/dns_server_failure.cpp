#include "simulator/faults/helpers.hpp"

namespace edge::sim {

/// The site's name server cannot do its work and says so.
Topology dns_server_failure(Topology topology, const Parameters& with) {
  ParameterReader(with).finish();
  change_services<DnsService>(
      topology, [](DnsService& dns) { dns.behaviour = DnsBehaviour::server_failure; },
      [](const Service& service) { return service.name == "site-dns"; });
  return topology;
}

}  // namespace edge::sim
