#include "simulator/run/simulation.hpp"

#include <utility>

namespace edge::sim {

Simulation::Simulation(std::vector<Phase> phases, std::uint64_t seed)
    : phases_(std::move(phases)),
      internet_(phases_.front().topology, seed),
      services_(loop().context().get_executor(),
                [this](const std::string& node) -> World& { return world(node); },
                phases_.front().topology.starts_at) {
  internet_.network().set_tap([this](Instant at, const Wire& wire, const Packet& packet) {
    TraceHash of_packet;
    of_packet.add(at, wire, packet);
    trace_.add(of_packet.value());
    const std::string& probes = phases_.front().topology.nodes.front().name;
    if (wire.a.node == probes || wire.b.node == probes) packets_of_probe_.add(of_packet.value());
  });
  services_.become(phases_.front().topology.services);
  for (std::size_t i = 1; i < phases_.size(); ++i) {
    loop().in(phases_[i].at, [this, i] {
      internet_.change(phases_[i].topology);
      services_.become(phases_[i].topology.services);
    });
  }
}

}  // namespace edge::sim
