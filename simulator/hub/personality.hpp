// Which hub the fake one resembles, by name. How they differ is each protocol's: in AMQP
// amqp/amqp_personality.hpp.
#pragma once

#include <span>
#include <string_view>

#include "simulator/topology/hub_personality.hpp"

namespace edge::sim {

struct PersonalityRow {
  HubPersonality personality = HubPersonality::hub_v1;
  std::string_view name;  // as in topology files (names.hpp): "hub-v1"
  std::string_view what;  // one line for `list personalities`
};

std::span<const PersonalityRow> personality_rows();
/// Null if there is no such name.
const PersonalityRow* find_personality(std::string_view name);

}  // namespace edge::sim
