#include <algorithm>

#include "probe/attempt/stages.hpp"
#include "probe/host/host_causes.hpp"
#include "probe/logs/log_causes.hpp"
#include "probe/profiles/profiles.hpp"
#include "probe/profiles/transports.hpp"
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
  names.host_verdicts = names.verdicts;
  for (const auto& row : probe::host_cause_rows()) add(names.host_verdicts, row.code);
  for (const auto& row : probe::log_cause_rows()) add(names.host_verdicts, row.code);
  for (const auto& row : probe::profiles()) add(names.profiles, row.name);
  for (const auto& row : probe::transport_rows()) add(names.transports, row.name);
  for (const auto& row : probe::stage_rows()) {
    if (!row.on_request) add(names.stages, row.name);
    add(names.all_stages, row.name);
  }
  return names;
}

}  // namespace edge::sim
