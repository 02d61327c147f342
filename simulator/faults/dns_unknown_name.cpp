#include "simulator/faults/helpers.hpp"

namespace edge::sim {

/// Who knows the hub's name says that it does not exist; the other name servers pass that on.
Topology dns_unknown_name(Topology topology, const Parameters& with) {
  ParameterReader(with).finish();
  change_who_knows_the_hub(topology, [](DnsService& dns, const std::string&) {
    dns.behaviour = DnsBehaviour::name_error;
  });
  return topology;
}

}  // namespace edge::sim
