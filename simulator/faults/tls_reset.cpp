#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology tls_reset(Topology topology, const Parameters& with) {
  ParameterReader(with).finish();
  return with_hub(std::move(topology), [](HubService& hub) {
    hub.tls = TlsBehaviour::reset_after_client_hello;
  });
}

}  // namespace edge::sim
