#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology tls_silence(Topology topology, const Parameters& with) {
  ParameterReader(with).finish();
  return with_hub(std::move(topology), [](HubService& hub) {
    hub.tls = TlsBehaviour::silent_after_client_hello;
  });
}

}  // namespace edge::sim
