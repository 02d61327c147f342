// --identity engine: the connection string in the environment of a container, as the engine has it.
#include <fmt/format.h>

#include "common/base/usage_error.hpp"
#include "common/iothub/misplaced_secrets.hpp"
#include "probe/engine/containers.hpp"
#include "probe/identity/credentials.hpp"
#include "probe/identity/rows.hpp"

namespace edge::probe {
namespace {

constexpr const char* kAgent = "edgeAgent";

FoundIdentity find_by_engine(const IdentityRequest& request) {
  const auto name = checked_container_name("--identity engine",
                                           request.what.empty() ? kAgent : request.what);
  const Container container = inspect_container(request.engine(), name);
  for (const auto& [variable, value] : container.environment) guard_variable(value);
  auto identity = connection_string_in(container.environment);
  if (!identity || identity->x509) {
    throw UsageError(fmt::format(
        "--identity engine: the environment of {} has no connection string with a key: today's "
        "runtime keeps it from modules; use --identity config, or --identity workload within a "
        "module", name));
  }
  FoundIdentity found{.hub = identity->target(), .identity = std::move(*identity)};
  found.from = fmt::format("the environment of container {}", name);
  if (container.running) found.runs = fmt::format("{} runs with this identity", name);
  return found;
}

}  // namespace

constinit const IdentityRow kEngineIdentity{
    .name = "engine",
    .form = "engine[:CONTAINER]",
    .what = "of the connection string in the environment of a container, else of edgeAgent",
    .find = find_by_engine};

}  // namespace edge::probe
