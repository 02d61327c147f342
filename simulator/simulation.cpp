#include "simulator/simulation.hpp"

#include <algorithm>
#include <utility>

#include "common/base/check.hpp"

namespace edge::sim {

Simulation::Simulation(std::vector<Phase> phases, std::uint64_t seed)
    : phases_(std::move(phases)),
      authorities_(phases_.front().topology.starts_at),
      internet_(phases_.front().topology, seed) {
  internet_.network().set_tap([this](Instant at, const Wire& wire, const Packet& packet) {
    trace_.add(at, wire, packet);
  });
  for (const auto& service : phases_.front().topology.services) start(service);
  for (std::size_t i = 1; i < phases_.size(); ++i) {
    loop().in(phases_[i].at, [this, i] { enter(phases_[i]); });
  }
}

HubObservations Simulation::hub() const {
  for (const auto& service : running_) {
    if (std::holds_alternative<HubService>(service.behaviour)) {
      return services_.at(service.name)->observations();
    }
  }
  return {};
}

void Simulation::start(const Service& service) {
  services_[service.name] =
      start_service(loop().context().get_executor(), world(service.node), service, authorities_,
                    [this](const std::string& node) -> World& { return world(node); });
  running_.push_back(service);
}

void Simulation::enter(const Phase& phase) {
  internet_.change(phase.topology);
  const auto& wanted = phase.topology.services;
  std::erase_if(running_, [&](const Service& service) {
    const bool gone = std::ranges::find(wanted, service.name, &Service::name) == wanted.end();
    if (gone) services_.erase(service.name);
    return gone;
  });
  for (const auto& service : wanted) {
    const auto running = std::ranges::find(running_, service.name, &Service::name);
    if (running == running_.end()) {
      start(service);
    } else if (*running != service) {
      services_.at(service.name)->change(service);
      *running = service;
    }
  }
}

}  // namespace edge::sim
