#include "simulator/hub/personality.hpp"

#include <array>

#include "common/base/rows.hpp"
#include "simulator/topology/names.hpp"

namespace edge::sim {
namespace {

constexpr PersonalityRow row(HubPersonality personality, std::string_view what) {
  return {personality, choice_name(personality), what};
}

constexpr std::array kPersonalities{
    row(HubPersonality::hub_v1,
        "IoT Hub's first gateway: container DeviceGateway_*, host localhost, errors with a "
        "tracking id"),
    row(HubPersonality::hub_v2,
        "its second (G2): a bare container id, no host, smaller limits, FLOW without "
        "next-incoming-id, other error JSON"),
    row(HubPersonality::edgehub,
        "a parent gateway's edgeHub: says its own name, verifies tokens at the link only, errors "
        "in plain words"),
};

}  // namespace

std::span<const PersonalityRow> personality_rows() { return kPersonalities; }

const PersonalityRow* find_personality(std::string_view name) {
  return find_row(personality_rows(), name, &PersonalityRow::name);
}

}  // namespace edge::sim
