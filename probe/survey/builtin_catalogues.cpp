#include "probe/survey/builtin_catalogues.hpp"

#include "common/base/rows.hpp"

namespace edge::probe {
namespace {

// Which component goes where, and through whose proxy: docs/agents.md and Microsoft's pages that
// each entry names.
constexpr std::string_view kAzureIotEdge = R"(catalogue: azure-iot-edge
what: What an IoT Edge device (1.5, 1.6) with its own modules needs, as Microsoft documents it.
endpoints:
  - name: hub by AMQP
    kind: iot-hub
    transport: amqp
    host: "{hub}"
    why: the agent's and the edge hub's first way to the hub
    component: edgeAgent, edgeHub
    one-of: hub
    tag: AzureIoTHub
    source: learn.microsoft.com/azure/iot-edge/production-checklist
  - name: hub by AMQP over WebSocket
    kind: iot-hub
    transport: amqp-ws
    host: "{hub}"
    why: the second way, which firewalls and proxies let through more often
    component: edgeAgent, edgeHub
    one-of: hub
    proxy: true
    tag: AzureIoTHub
    source: learn.microsoft.com/azure/iot-edge/production-checklist
  - name: hub by HTTPS
    kind: https
    host: "{hub}"
    why: the identity service asks for the device's modules, the edge hub for its scope
    component: aziot-identityd, edgeHub
    proxy: true
    tag: AzureIoTHub
    source: learn.microsoft.com/azure/iot-edge/production-checklist
  - name: provisioning service
    kind: dps
    host: global.azure-devices-provisioning.net
    why: where the device learns its hub, if it is not set by hand
    component: aziot-identityd
    need: optional
    proxy: true
    tag: AzureIoTHub
    source: learn.microsoft.com/azure/iot-dps/virtual-network-support
  - name: Microsoft's registry
    kind: registry
    host: mcr.microsoft.com
    why: images of the agent, the edge hub and Microsoft's modules
    component: container engine
    proxy: true
    tag: MicrosoftContainerRegistry
    source: learn.microsoft.com/azure/container-registry/client-firewall-rules
  - name: Microsoft's registry, data
    kind: tls
    host: eastus.data.mcr.microsoft.com
    why: the layers of those images; one region's name stands for all
    component: container engine
    need: optional
    proxy: true
    allow: "*.data.mcr.microsoft.com"
    tag: AzureFrontDoor.FirstParty
    source: learn.microsoft.com/azure/container-registry/client-firewall-rules
  - name: own registry
    kind: registry
    host: "{registry}"
    why: images of your own modules
    component: container engine
    proxy: true
    tag: AzureContainerRegistry
    source: learn.microsoft.com/azure/container-registry/container-registry-firewall-access-rules
  - name: own registry, data
    kind: tls
    host: "{registry-data}"
    why: the layers of those images (dedicated data endpoint, or blob of the registry)
    component: container engine
    proxy: true
    tag: AzureContainerRegistry
    source: learn.microsoft.com/azure/container-registry/container-registry-firewall-access-rules
  - name: blob storage
    kind: tls
    host: "{storage}"
    why: logs and support bundles that the agent is told to upload
    component: edgeAgent
    need: optional
    proxy: true
    tag: Storage
    source: learn.microsoft.com/azure/iot-edge/how-to-retrieve-iot-edge-logs
  - name: Microsoft's packages
    kind: https
    host: packages.microsoft.com
    why: installing and updating the runtime
    component: package manager
    need: optional
    proxy: true
    source: learn.microsoft.com/azure/iot-edge/how-to-provision-single-device-linux-symmetric
  - name: links of iotedge check
    kind: https
    host: aka.ms
    why: "`iotedge check` looks up the newest versions here"
    component: iotedge
    need: optional
    proxy: true
    source: learn.microsoft.com/azure/iot-edge/troubleshoot
  - name: time server
    kind: ntp
    host: pool.ntp.org
    why: a clock that is off makes certificates worthless; a server of the site will do, too
    component: time service of the host
    need: optional
    source: learn.microsoft.com/azure/iot-edge/production-checklist
)";

constexpr BuiltinCatalogue kBuiltins[] = {
    {"azure-iot-edge", "an IoT Edge device with its own modules", kAzureIotEdge},
};

constexpr PlaceholderRow kPlaceholders[] = {
    {"hub", "The IoT hub, NAME or its whole host name", ".azure-devices.net"},
    {"registry", "Your container registry, NAME or its whole host name", ".azurecr.io"},
    {"registry-data", "The host that serves the registry's layers: NAME.REGION.data.azurecr.io, or "
                      "a storage account's name", ".blob.core.windows.net"},
    {"storage", "The storage account for uploads, NAME or its whole host name",
     ".blob.core.windows.net"},
};

}  // namespace

std::span<const BuiltinCatalogue> builtin_catalogues() { return kBuiltins; }

const BuiltinCatalogue* find_builtin(std::string_view name) {
  return find_row(builtin_catalogues(), name, &BuiltinCatalogue::name);
}

std::span<const PlaceholderRow> placeholder_rows() { return kPlaceholders; }

std::string placeholder_value(const PlaceholderRow& row, const std::string& given) {
  return given.find('.') == given.npos ? given + std::string(row.suffix) : given;
}

}  // namespace edge::probe
