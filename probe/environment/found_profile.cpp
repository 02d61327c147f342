#include "probe/environment/found_profile.hpp"

#include <algorithm>

#include "common/base/escape.hpp"

namespace edge::probe {
namespace {

bool is_edge_container(const Environment& environment) {
  return std::ranges::any_of(environment, [](const auto& variable) {
    return variable.first.starts_with("IOTEDGE_");
  });
}

}  // namespace

FoundProfile found_profile(const Environment& environment) {
  if (!is_edge_container(environment)) return {"agent-1.6", "the agent of today"};
  const auto runtime = environment.find("DOTNET_VERSION");
  if (runtime == environment.end()) return {"agent-1.6", "IOTEDGE_* is set"};
  const auto& version = runtime->second;
  return {version.starts_with("8.") ? "agent-1.5" : "agent-1.6",
          "DOTNET_VERSION is " + printable(version, kShownOfValue)};
}

}  // namespace edge::probe
