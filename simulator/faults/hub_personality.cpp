#include "simulator/faults/helpers.hpp"
#include "simulator/hub/personality.hpp"

namespace edge::sim {

Topology hub_personality(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  ParameterReader::Names<HubPersonality> names;
  for (const auto& row : personality_rows()) names.emplace_back(row.name, row.personality);
  const auto personality = read.value("personality", names, false);
  read.finish();
  return with_hub(std::move(topology), [&](HubService& hub) { hub.personality = personality; });
}

}  // namespace edge::sim
