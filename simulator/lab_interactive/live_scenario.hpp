// A scenario whose timeline is written while it runs: faults added and healed by hand join those of
// its file. Pure; knows no lab.
#pragma once

#include <optional>
#include <string>

#include "simulator/scenario/scenario.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

class LiveScenario {
 public:
  explicit LiveScenario(Scenario scenario) : scenario_(std::move(scenario)) {}

  const Scenario& scenario() const { return scenario_; }

  /// With the faults that are active then. Throws UsageError as plan_phases().
  Topology topology_at(Duration at) const;

  /// From `at` on. Throws UsageError, and changes nothing, if there is no such fault, or if the
  /// network cannot have it beside those it has.
  void add(const std::string& fault, const Parameters& with, Duration at);

  /// Every active one of that name that has the parameters `with`, the file's as well; or the one
  /// with that number of faults_text(), where `with` must be empty. Throws UsageError if there is
  /// none.
  void heal(const std::string& fault, const Parameters& with, Duration at);

  /// When the timeline begins or heals something next.
  std::optional<Duration> next_change_after(Duration at) const;

  /// The active ones, and those to come: "1 port-dropped at=host, since 10s, until 30s" a line. A
  /// fault keeps its number, and no other gets it.
  std::string faults_text(Duration at) const;

 private:
  Scenario scenario_;
};

}  // namespace edge::sim
