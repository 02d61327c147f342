#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology proxy_denies(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto host = read.text("host", "hub.test");
  read.finish();
  change_services<ProxyService>(topology,
                                [&](ProxyService& proxy) { proxy.denied_hosts.push_back(host); });
  return topology;
}

}  // namespace edge::sim
