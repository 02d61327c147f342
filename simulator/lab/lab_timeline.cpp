#include "simulator/lab/lab_timeline.hpp"

namespace edge::sim {

Awaitable<void> change_in_time(Lab& lab, const std::vector<Phase>& phases) {
  World& world = lab.world(phases.front().topology.nodes.front().name);
  const Instant begun = world.now();
  for (auto phase = phases.begin() + 1; phase != phases.end(); ++phase) {
    co_await world.sleep_until(begun + phase->at);
    lab.become(phase->topology);
  }
  co_await world.sleep_until(Instant::max());
}

}  // namespace edge::sim
