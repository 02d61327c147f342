#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology sasl_refused(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  // Outcomes of AMQP 1.0 part 5, section 5.3.3.6; the last offers what no client of a hub has.
  const auto outcome = read.value<std::uint8_t>(
      "outcome", {{"auth", 1}, {"sys", 2}, {"sys-perm", 3}, {"sys-temp", 4}, {"no-mechanism", 0}},
      true);
  read.finish();
  return with_hub(std::move(topology), [&](HubService& hub) {
    hub.sasl.outcome = outcome;
    if (outcome == 0) hub.sasl.mechanisms = {"SCRAM-SHA-512"};
  });
}

}  // namespace edge::sim
