#include "simulator/faults/change.hpp"

namespace edge::sim {

/// The name server of the internet says that the name does not exist; the others pass that on.
Topology dns_unknown_name(Topology topology, const Parameters& with) {
  ParameterReader(with).finish();
  change_services<DnsService>(
      topology, [](DnsService& dns) { dns.behaviour = DnsBehaviour::name_error; },
      [](const Service& service) { return service.name == "internet-dns"; });
  return topology;
}

}  // namespace edge::sim
