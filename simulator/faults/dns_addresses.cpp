#include "simulator/faults/helpers.hpp"

namespace edge::sim {

/// The hub's name has other addresses than the hub's only, as names of moved or doubled servers do.
/// Those of a family are answered in the written order.
Topology dns_addresses(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto addresses = read.addresses("addresses");
  read.finish();
  change_who_knows_the_hub(topology, [&](DnsService& dns, const std::string& hub) {
    std::erase_if(dns.records, [&](const DnsRecord& record) { return record.name == hub; });
    for (const auto& address : addresses) dns.records.push_back({hub, address});
  });
  return topology;
}

}  // namespace edge::sim
