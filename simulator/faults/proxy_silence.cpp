#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology proxy_silence(Topology topology, const Parameters& with) {
  ParameterReader(with).finish();
  change_services<ProxyService>(topology, [](ProxyService& proxy) { proxy.silent = true; });
  return topology;
}

}  // namespace edge::sim
