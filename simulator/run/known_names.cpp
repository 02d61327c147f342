#include <algorithm>

#include "probe/profiles/profiles.hpp"
#include "probe/verdicts/verdicts.hpp"
#include "simulator/faults/faults.hpp"
#include "simulator/run/load_scenario.hpp"
#include "simulator/topologies/topologies.hpp"

namespace edge::sim {
namespace {

void add(std::vector<std::string>& names, std::string_view name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
}

}  // namespace

Vocabulary known_names() {
  Vocabulary names;
  for (const auto& row : topology_rows()) add(names.topologies, row.name);
  for (const auto& row : fault_rows()) add(names.faults, row.name);
  for (const auto& row : probe::verdict_rows()) add(names.verdicts, row.code);
  for (const auto& profile : probe::profiles()) {
    add(names.profiles, profile.name);
    for (const auto& transport : profile.transports) {
      add(names.transports, transport.name);
      for (const auto& stage : transport.stages) add(names.stages, stage);
    }
  }
  return names;
}

}  // namespace edge::sim
