#include "probe/profiles/profiles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/base/rows.hpp"
#include "probe/profiles/rows.hpp"

namespace edge::probe {

std::span<const Profile> profiles() {
  static const std::array rows = {agent_2017(), agent_1_5(), agent_1_6(), edge_hub_1_6(),
                                  sdk_c()};
  return rows;
}

const Profile& endpoint_profile() {
  static const Profile profile = endpoint();
  return profile;
}

const Profile* find_profile(std::string_view name) {
  if (name == endpoint_profile().name) return &endpoint_profile();
  return find_row(profiles(), name, &Profile::name);
}

namespace {

std::string_view log_name(const Profile& profile, std::string_view transport) {
  for (const auto& [of, name] : profile.log_names) {
    if (of == transport) return name;
  }
  return transport;
}

}  // namespace

std::string log_text(const Profile& profile, std::string_view line, std::string_view transport,
                     std::string_view identity) {
  return fmt::format(fmt::runtime(line), log_name(profile, transport),
                     identity.empty() ? profile.module : identity);
}

}  // namespace edge::probe
