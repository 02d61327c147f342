// A virtual world in motion: the network and the services of a scenario's phases, on one clock.
// Knows no probe and no expectation.
#pragma once

#include <string>
#include <vector>

#include "simulator/network/virtual_internet.hpp"
#include "simulator/run/timeline.hpp"
#include "simulator/run/trace_hash.hpp"
#include "simulator/service_set/service_set.hpp"

namespace edge::sim {

class Simulation {
 public:
  /// Starts the services of the first phase and schedules the others. `phases` is not empty.
  Simulation(std::vector<Phase> phases, std::uint64_t seed);
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  EventLoop& loop() { return internet_.loop(); }
  World& world(const std::string& node) { return internet_.world(node); }
  /// The network as it is now.
  const Topology& topology() { return internet_.network().topology(); }
  ServiceSet& services() { return services_; }
  /// Of every packet that has entered a wire.
  TraceHash trace() const { return trace_; }
  /// Of all that the first node's kernel gave its processes, the probe among them: packets, and
  /// errors of sending. What the node's own filter took away no process sees.
  TraceHash seen_by_probe() const { return seen_by_probe_; }

 private:
  std::vector<Phase> phases_;
  TraceHash trace_, seen_by_probe_;
  VirtualInternet internet_;
  ServiceSet services_;
};

}  // namespace edge::sim
