#include "probe/profiles/profiles.hpp"

#include <algorithm>
#include <array>

#include "probe/profiles/rows.hpp"

namespace edge::probe {

std::span<const Profile> profiles() {
  static const std::array<Profile, 1> rows = {agent_2017()};
  return rows;
}

const Profile* find_profile(std::string_view name) {
  const auto rows = profiles();
  const auto found = std::ranges::find(rows, name, &Profile::name);
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace edge::probe
