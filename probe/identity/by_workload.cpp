// --identity workload: of the module in whose container this runs, by what it has of IOTEDGE_*.
#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/iothub/names.hpp"
#include "common/iothub/sas_token.hpp"
#include "probe/identity/credentials.hpp"
#include "probe/identity/rows.hpp"
#include "probe/identity/workload.hpp"

namespace edge::probe {
namespace {

std::string needed(const Environment& environment, const char* name) {
  auto value = value_of(environment, name);
  if (!value.empty()) return value;
  throw UsageError(fmt::format("--identity workload: {} is not set: the container of a module has "
                               "it; run it there", name));
}

std::string id_in(const Environment& environment, const char* name) {
  auto value = needed(environment, name);
  if (is_identity(value)) return value;
  throw UsageError(fmt::format("--identity workload: {} is no id of a device or module: '{}'", name,
                               printable(value, kShownOfValue)));
}

/// The names that aziot-edged has put there (edgelet/aziot-edged); no key.
ConnectionString names_in(const Environment& environment) {
  ConnectionString names;
  names.host_name = checked_host_name("IOTEDGE_IOTHUBHOSTNAME",
                                      needed(environment, "IOTEDGE_IOTHUBHOSTNAME"));
  names.device_id = id_in(environment, "IOTEDGE_DEVICEID");
  names.module_id = id_in(environment, "IOTEDGE_MODULEID");
  const auto gateway = value_of(environment, "IOTEDGE_GATEWAYHOSTNAME");
  if (!gateway.empty()) {
    names.gateway_host_name = checked_host_name("IOTEDGE_GATEWAYHOSTNAME", gateway);
  }
  return names;
}

std::string socket_of(const IdentityRequest& request) {
  if (!request.what.empty()) return socket_path("--identity workload", request.what);
  return socket_path("IOTEDGE_WORKLOADURI", needed(request.environment, "IOTEDGE_WORKLOADURI"));
}

FoundIdentity find_by_workload(const IdentityRequest& request) {
  const Workload workload(socket_of(request));
  FoundIdentity found{.identity = names_in(request.environment)};
  const auto generation = needed(request.environment, "IOTEDGE_MODULEGENERATIONID");
  ConnectionString& identity = found.identity;
  found.hub = identity.target();
  found.from = fmt::format("the workload API at {}", printable(workload.socket(), 200));
  found.runs = fmt::format("the module {} runs with this identity", identity.module_id);
  if (request.plan) return found;
  const auto audience = token_audience(identity.host_name, identity.device_id, identity.module_id);
  const WallTime expires =
      request.now + std::chrono::duration_cast<WallTime::duration>(request.lifetime);
  identity.shared_access_signature = sas_token_of(
      audience, workload.sign(identity.module_id, generation, text_to_sign(audience, expires)),
      expires);
  // As the SDK does it where the hub is a gateway (EdgeModuleClientFactory.cs).
  if (!identity.gateway_host_name.empty()) found.trust_pem = workload.trust_bundle();
  return found;
}

}  // namespace

constinit const IdentityRow kWorkloadIdentity{
    .name = "workload",
    .form = "workload[:SOCKET]",
    .what = "of the module that it runs in, whose workload API signs a token; else the socket of "
            "IOTEDGE_WORKLOADURI",
    .find = find_by_workload};

}  // namespace edge::probe
