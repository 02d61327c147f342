#include "probe/profiles/profiles.hpp"

#include <array>

#include "common/base/rows.hpp"
#include "probe/profiles/rows.hpp"

namespace edge::probe {

std::span<const Profile> profiles() {
  static const std::array<Profile, 1> rows = {agent_2017()};
  return rows;
}

const Profile* find_profile(std::string_view name) {
  return find_row(profiles(), name, &Profile::name);
}

}  // namespace edge::probe
