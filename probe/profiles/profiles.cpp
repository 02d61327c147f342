#include "probe/profiles/profiles.hpp"

#include <algorithm>
#include <array>

#include "common/base/rows.hpp"
#include "probe/profiles/rows.hpp"

namespace edge::probe {

std::span<const Profile> profiles() {
  static const std::array<Profile, 3> rows = {agent_2017(), agent_1_5(), agent_1_6()};
  return rows;
}

const Profile* find_profile(std::string_view name) {
  return find_row(profiles(), name, &Profile::name);
}

std::string_view log_name(const Profile& profile, std::string_view transport) {
  const auto found = std::ranges::find(profile.transports, transport);
  const auto index = static_cast<std::size_t>(found - profile.transports.begin());
  return index < profile.log_names.size() ? profile.log_names[index] : transport;
}

}  // namespace edge::probe
