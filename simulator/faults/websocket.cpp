// The answer to the WebSocket upgrade.
#include "simulator/faults/families.hpp"
#include "simulator/faults/helpers.hpp"
#include "simulator/topology/hub_service.hpp"
#include "simulator/topology/service_names.hpp"

namespace edge::sim {
namespace {

constexpr NumberParameter kUpgradeStatus{"status", 200, 599, "404", "of HTTP"};

Topology upgrade_refused(Topology topology, const Arguments& with) {
  return with_hub(std::move(topology),
                  [&](HubService& hub) { hub.websocket.status = with[kUpgradeStatus]; });
}

Topology upgrade_without_subprotocol(Topology topology, const Arguments&) {
  return with_hub(std::move(topology), [](HubService& hub) { hub.websocket.subprotocol = false; });
}

constexpr ChoiceParameter kUpgradeForm{"form", kNames<WebSocketForm>, kRequired};

Topology upgrade_misbehaves(Topology topology, const Arguments& with) {
  return with_hub(std::move(topology),
                  [&](HubService& hub) { hub.websocket.form = with[kUpgradeForm]; });
}

constexpr FaultRow kWebsocketFaults[] = {
    {.name = "upgrade-refused",
     .what = "the WebSocket upgrade is answered with another status",
     .needs = Needs::hub,
     .parameters = {&kUpgradeStatus},
     .found_as = {"websocket-upgrade-refused"},
     .apply = upgrade_refused},
    {.name = "upgrade-without-subprotocol",
     .what = "the WebSocket answer names no subprotocol",
     .needs = Needs::hub,
     .found_as = {"websocket-subprotocol-missing"},
     .apply = upgrade_without_subprotocol},
    {.name = "upgrade-misbehaves",
     .what = "the WebSocket is not answered, answered wrongly, or useless once it stands",
     .needs = Needs::hub,
     .parameters = {&kUpgradeForm},
     .example = "form=silent",
     .found_as = {"websocket-upgrade-refused", "amqp-no-answer", "not-amqp"},
     .apply = upgrade_misbehaves},
};

}  // namespace

std::span<const FaultRow> websocket_faults() { return kWebsocketFaults; }

}  // namespace edge::sim
