#include "simulator/hub/personality.hpp"

#include <algorithm>
#include <array>

namespace edge::sim {
namespace {

constexpr std::array kPersonalities{
    PersonalityRow{HubPersonality::hub_v1, "hub-v1",
                   "IoT Hub's first gateway: container DeviceGateway_*, host localhost, errors "
                   "with a tracking id"},
    PersonalityRow{HubPersonality::hub_v2, "hub-v2",
                   "its second (G2): a bare container id, no host, smaller limits, FLOW without "
                   "next-incoming-id, other error JSON"},
    PersonalityRow{HubPersonality::edgehub, "edgehub",
                   "a parent gateway's edgeHub: says its own name, verifies tokens at the link "
                   "only, errors in plain words"},
};

}  // namespace

std::span<const PersonalityRow> personality_rows() { return kPersonalities; }

const PersonalityRow* find_personality(std::string_view name) {
  const auto found = std::ranges::find(kPersonalities, name, &PersonalityRow::name);
  return found == kPersonalities.end() ? nullptr : &*found;
}

}  // namespace edge::sim
