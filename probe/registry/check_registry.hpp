// Can this device pull an image? The pull that the agent's daemon would have made, with the
// credentials of the deployment; and, where they do not do, whether others would.
#pragma once

#include <string>
#include <vector>

#include "probe/registry/pull.hpp"

namespace edge::probe {

struct RegistryOptions {
  PullOptions pull;
  std::string login_note;             // why there are no credentials, where there are none
  std::vector<RegistryLogin> others;  // the engine's own: the agent uses none of them
  std::vector<std::string> notes;     // on credentials that cannot be tried
};

/// Who would be contacted, for a person; nothing is sent.
std::string describe_registry_check(const RegistryOptions& options);

/// Exceptions as probe::run(): what is wrong with the set-up. When `interruption`, if there is one,
/// is set, it ends at once with what was seen.
Awaitable<RegistryReport> check_registry(World& world, const RegistryOptions& options,
                                         Event* interruption = nullptr);

}  // namespace edge::probe
