// A lab that stays up: its timeline runs in real time, and faults come and go by hand. Not for
// expectations: nothing is judged here. Knows no client.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "simulator/lab/lab.hpp"
#include "simulator/lab/node_start.hpp"
#include "simulator/lab_interactive/live_scenario.hpp"

namespace edge::sim {

class LiveLab {
 public:
  /// Everything is up afterwards. `captures`: a folder, empty for none. `tell` gets a line about
  /// what changes. Throws as plan_phases() and Lab.
  LiveLab(const Scenario& scenario, const std::filesystem::path& captures,
          std::function<void(const std::string&)> tell);

  Lab& lab() { return lab_; }

  /// The map, the faults and what programs in the module find.
  std::string status();
  /// {"program", "version", "scenario", "up_ms", "faults", "problems"} and lab_json().
  nlohmann::json status_json();
  /// What could not be captured, a line each.
  std::string problems();

  /// Each from this moment on; gives the faults as they are then. Throws UsageError for a fault
  /// that cannot be, std::runtime_error if the kernel refuses it; the lab then stays as it was.
  std::string add_fault(const std::string& name, const Parameters& with);
  std::string heal_fault(const std::string& name, const Parameters& with);

  /// Never ends by itself.
  Awaitable<void> follow_timeline();

  /// `command` as NodeProgram, in `node`; its environment is `inherited` and what leads to the hub.
  /// Throws UsageError for a node that is not there.
  NodeProgram program(const std::string& node, std::vector<std::string> command,
                      std::map<std::string, std::string> inherited);

 private:
  Duration elapsed() const { return lab_.now() - begun_; }
  void become(const LiveScenario& wanted);

  std::function<void(const std::string&)> tell_;
  LiveScenario live_;
  Topology topology_;  // what the lab has
  Captures captures_;
  Lab lab_;
  Instant begun_;
};

}  // namespace edge::sim
