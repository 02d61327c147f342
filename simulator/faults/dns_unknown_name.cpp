#include <algorithm>

#include "simulator/faults/change.hpp"

namespace edge::sim {
namespace {

/// What the device dials.
std::string hub_name(Topology& topology) {
  std::string name;
  change_services<HubService>(topology, [&](HubService& hub) { name = hub.dialled_name(); });
  return name;
}

}  // namespace

/// Who knows the hub's name says that it does not exist; the other name servers pass that on.
Topology dns_unknown_name(Topology topology, const Parameters& with) {
  ParameterReader(with).finish();
  const auto knows = [name = hub_name(topology)](const Service& service) {
    const auto& records = std::get<DnsService>(service.behaviour).records;
    return std::ranges::find(records, name, &DnsRecord::name) != records.end();
  };
  change_services<DnsService>(
      topology, [](DnsService& dns) { dns.behaviour = DnsBehaviour::name_error; }, knows);
  return topology;
}

}  // namespace edge::sim
