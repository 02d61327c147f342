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
  });
  internet_.network().set_process_tap(
      phases_.front().topology.nodes.front().name,
      {.received = [this](Instant at, const Packet& packet) { seen_by_probe_.add(at, packet); },
       .not_sent = [this](Instant at, ErrorCode error) {
         seen_by_probe_.add(static_cast<std::uint64_t>(at.time_since_epoch().count()));
         seen_by_probe_.add(static_cast<std::uint64_t>(error.value()));
       }});
  services_.become(phases_.front().topology.services);
  for (std::size_t i = 1; i < phases_.size(); ++i) {
    loop().in(phases_[i].at, [this, i] {
      internet_.change(phases_[i].topology);
      services_.become(phases_[i].topology.services);
    });
  }
}

}  // namespace edge::sim
