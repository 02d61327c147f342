#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology http_on_tls_port(Topology topology, const Parameters& with) {
  ParameterReader(with).finish();
  return with_hub(std::move(topology),
                  [](HubService& hub) { hub.tls = TlsBehaviour::plain_http; });
}

}  // namespace edge::sim
