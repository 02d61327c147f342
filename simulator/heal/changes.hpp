// Single changes that may let the agent connect: each as it is made on the host, and what it makes
// of the network. A change that turns out to be no help is dropped by the search (heal.hpp).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "simulator/heal/site.hpp"

namespace edge::sim {

struct Change {
  std::string what;                       // "the module network leaves by eth0"
  std::vector<std::string> commands;      // for a shell of the host's root, in order
  std::vector<std::string> settings;      // what is no command: of the engine, of the deployment
  std::string also;                       // what else it does, beside routes; may be empty
  int weight = 0;                         // of changes with as many commands the lightest first
  std::function<void(Scenario&)> apply;
};

/// A change of the host's node alone.
std::function<void(Scenario&)> on_host(const Site& site, std::function<void(Node&)> change);

/// One for each family; they add to `changes`.
void add_rule_changes(const Site& site, std::vector<Change>& changes);
void add_route_changes(const Site& site, std::vector<Change>& changes);
void add_filter_changes(const Site& site, std::vector<Change>& changes);
void add_setting_changes(const Site& site, std::vector<Change>& changes);

}  // namespace edge::sim
