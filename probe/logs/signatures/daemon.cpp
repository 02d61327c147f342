// The daemons on the host: aziot-edged and aziot-identityd, and iotedged before them.
#include "probe/logs/signatures/families.hpp"

namespace edge::probe {
namespace {

constexpr SignatureRow kDaemon[] = {
    {.name = "host-connect",
     .component = Component::daemon,
     .any = {"client error (Connect)"},
     .means = "a service of the host could not connect; 1.6 does not print why: DNS, TCP, TLS or "
              "the proxy",
     .code = "host-cannot-connect", .confidence = Confidence::possible,
     .others = "host-dns-failure",
     .bare = true, .engine_code = "engine-not-running",
     .versions = "1.6", .source = "agent-today 4, row 31",
     .example = "2026-11-29T20:50:25Z [WARN] - Failed to send HTTP request (attempt 1 of 2): "
                "client error (Connect)"},
    {.name = "host-connect-early",
     .component = Component::daemon,
     .any = {"error trying to connect: "},
     .none = {"os error 13)", "failed to lookup address", "certificate verify failed"},
     .means = "a service of the host could not connect, for the reason in the line",
     .code = "host-cannot-connect",
     .bare = true, .engine_code = "engine-not-running",
     .versions = "up to 1.5", .source = "agent-today 4, row 32; I#6936",
     .example = "2024-11-29T20:50:25Z [WARN] - Failed to send HTTP request (attempt 1 of 2): error "
                "trying to connect: Connection refused (os error 111)"},
    {.name = "identity-socket",
     .component = Component::daemon,
     .any = {"Permission denied (os error 13)"},
     .means = "a service of the host may not open another one's socket; nothing of the network",
     .code = "daemon-socket-rights",
     .source = "agent-today 4, row 33",
     .example = "2026-11-29T20:50:25Z [WARN] - Failed to send HTTP request (attempt 1 of 2): error "
                "trying to connect: Permission denied (os error 13)"},
    {.name = "not-provisioned",
     .component = Component::daemon,
     .says = Says::symptom,
     .any = {"and no valid device backup was found"},
     .means = "the device could not be provisioned at its first start, and begins anew",
     .code = "not-provisioned",
     .source = "agent-today 4, row 34; I#5419",
     .example = "2026-11-29T20:50:25Z [ERR!] - Failed to provision with IoT Hub, and no valid "
                "device backup was found: DPS client error"},
    {.name = "provisioned-from-backup",
     .component = Component::daemon,
     .says = Says::note,
     .any = {"Provisioned with backup for "},
     .means = "the device was provisioned before, and nobody was asked this time",
     .source = "agent-today 1.3",
     .example = "2026-11-29T20:50:25Z [INFO] - Provisioned with backup for device-1."},
    {.name = "offline-reconciliation",
     .component = Component::daemon,
     .says = Says::symptom,
     .any = {"Network not available for Identity reconciliation"},
     .means = "the host did not get to the hub by HTTPS",
     .code = "host-cannot-connect", .confidence = Confidence::possible,
     .others = "host-dns-failure",
     .source = "agent-today 1.3",
     .example = "2026-11-29T20:50:25Z [WARN] - Network not available for Identity reconciliation. "
                "Using offline backup from last run."},
    {.name = "identity-service-waits",
     .component = Component::daemon,
     .says = Says::note,
     .any = {"Identity Service was unreachable. Waiting for Identity Service startup."},
     .means = "the order of a start; harmless then",
     .source = "agent-today 4, row 36",
     .example = "2026-11-29T20:50:25Z [WARN] - Identity Service was unreachable. Waiting for "
                "Identity Service startup."},
    {.name = "cloud-timeout",
     .component = Component::daemon,
     .any = {"cloud_timeout_sec must be at least 70 seconds"},
     .means = "the value of IoT Edge's own template is refused",
     .code = "daemon-setting-refused",
     .versions = "1.6", .source = "agent-today 1.3",
     .example = "2026-11-29T20:50:25Z [ERR!] - cloud_timeout_sec must be at least 70 seconds"},
    {.name = "agent-created",
     .component = Component::daemon,
     .says = Says::note,
     .any = {"Creating and starting Edge runtime module edgeAgent"},
     .means = "the daemon makes the agent's container",
     .source = "agent-today 1.3",
     .example = "2026-11-29T20:50:25Z [INFO] - Creating and starting Edge runtime module "
                "edgeAgent..."},
    {.name = "image-pulled",
     .component = Component::daemon,
     .says = Says::note,
     .any = {"Successfully pulled image"},
     .means = "an image was pulled",
     .source = "agent-today 1.3",
     .example = "2026-11-29T20:50:25Z [INFO] - Successfully pulled image "
                "mcr.microsoft.com/azureiotedge-agent:1.6"},
    {.name = "runtime-not-pulled",
     .component = Component::daemon,
     .says = Says::symptom,
     .any = {"Failed to pull Edge runtime module", "Error calling prepare update for module "},
     .means = "an image could not be pulled; the reason is in the daemon's or engine's lines above",
     .code = "image-pull-failed",
     .about = About::engine,
     .source = "agent-today 4, rows 37, 38; I#6863, I#6779",
     .example = "2026-11-29T20:50:25Z [WARN] - Error in watchdog: Failed to pull Edge runtime "
                "module: registry operation error: pull image \"mcr.microsoft.com/agent:1.6\""},
};

}  // namespace

std::span<const SignatureRow> daemon_signatures() { return kDaemon; }

}  // namespace edge::probe
