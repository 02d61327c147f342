// A virtual world in motion: the network and the services of a scenario's phases, on one clock.
// Knows no probe and no expectation.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/world/virtual/virtual_world.hpp"
#include "simulator/services/service.hpp"
#include "simulator/timeline.hpp"
#include "simulator/trace_hash.hpp"

namespace edge::sim {

class Simulation {
 public:
  /// Starts the services of the first phase and schedules the others. `phases` is not empty.
  Simulation(std::vector<Phase> phases, std::uint64_t seed);
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  EventLoop& loop() { return internet_.loop(); }
  World& world(const std::string& node) { return internet_.world(node); }
  const CertificateAuthority& authority(const std::string& issuer) {
    return authorities_.get(issuer);
  }
  /// What the hub has seen; zeros if there is none.
  HubObservations hub() const;
  /// Of every packet that has entered a wire.
  TraceHash trace() const { return trace_; }

 private:
  void enter(const Phase& phase);
  void start(const Service& service);

  std::vector<Phase> phases_;
  Authorities authorities_;
  TraceHash trace_;
  VirtualInternet internet_;
  std::vector<Service> running_;  // as last started or changed
  std::map<std::string, std::unique_ptr<RunningService>> services_;
};

}  // namespace edge::sim
