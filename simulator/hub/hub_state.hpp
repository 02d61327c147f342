// What the connections of one hub share.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/tls/tls.hpp"
#include "common/world/alarm.hpp"
#include "common/world/event.hpp"
#include "simulator/hub/device_registry.hpp"
#include "simulator/hub/device_state.hpp"
#include "simulator/hub/hub_store.hpp"
#include "simulator/hub/link_holders.hpp"
#include "simulator/hub/telemetry_log.hpp"
#include "simulator/services/service.hpp"
#include "simulator/topology/services.hpp"

namespace edge::sim {

/// How a hub behaves; a change replaces it as a whole, and a connection keeps the one it began
/// with.
class HubBehaviour {
 public:
  HubBehaviour(HubService the_service, std::function<TlsServerOptions()> certificate)
      : service(std::move(the_service)), certificate_(std::move(certificate)) {}

  const HubService service;

  /// Its certificate is issued for the first client: keys take longer than most simulations, in
  /// many of which no client comes through.
  TlsServer& tls() {
    if (!tls_) tls_.emplace(certificate_());
    return *tls_;
  }

 private:
  std::function<TlsServerOptions()> certificate_;
  std::optional<TlsServer> tls_;
};

/// What one client, and all together, may take of the hub.
struct HubLimits {
  std::size_t connections = 4096;      // TCP connections at a time; more are closed at once
  std::size_t endpoints = 1024;        // sessions and links of one connection
  std::size_t message_size = 1 << 20;  // bytes; a larger one ends the connection
  std::size_t telemetry_size = 256 << 10;  // of a message or batch; a larger one is rejected
  /// Bytes of a connection's messages that are unfinished, or not taken by the client.
  std::size_t connection_buffer = 16 << 20;
  std::size_t buffers = 256 << 20;     // of all; then who has more than its share is closed
  std::size_t identities = 1000;       // with a token, on one connection
  std::size_t token_seconds = 60;      // without any identity; then the connection is closed
  std::size_t waiting = 50;            // cloud-to-device messages of one identity
  int deliveries = 10;                 // of one such message; then it is dropped
  std::size_t cloud_message_size = 64 << 10;  // bytes of its body
  std::size_t twin_half = 32 << 10;    // bytes, as JSON, of either half of a twin
  std::size_t twin_changes = 100;      // not yet sent on one link; the oldest go
  std::size_t method_size = 128 << 10;  // bytes of a payload, either way
};

/// One message that went either way, for whoever watches. No secrets.
struct HubMessage {
  WallTime at{};  // by the hub's clock
  Identity identity;  // empty: not known
  bool to_device = false;
  std::string what;  // "telemetry", "cloud-message", "method reboot", "twin PATCH", "token 200 OK"
  std::string body;  // raw
};

/// A direct method that waits for its answer. Whoever waits owns it.
struct MethodCall {
  std::string name, payload;
  Event sent, answered;
  bool withdrawn = false;   // its device was deleted or disabled meanwhile
  std::int32_t status = 0;  // the device's, once answered
  std::string answer;       // JSON text
};

struct HubState {
  HubState(World& the_world, std::shared_ptr<HubBehaviour> first)
      : world(the_world), behaviour(std::move(first)) {}

  World& world;
  AlarmClock alarms{world};
  std::shared_ptr<HubBehaviour> behaviour;
  HubLimits limits;
  DeviceRegistry registry;
  std::map<Identity, DeviceState> states;
  TelemetryLog arrivals;
  std::unique_ptr<HubStore> store = std::make_unique<HubStore>();
  std::function<void(const Arrival&)> on_arrival;  // may be empty, as the next two
  std::function<void(const HubMessage&)> on_message;
  /// A frame of AMQP in words, "0 <- open [...]", of the connection with this number.
  std::function<void(std::uint64_t connection, const std::string& line)> on_frame;
  std::uint64_t last_connection = 0;
  std::map<std::pair<Identity, std::string>, MethodCall*> methods;  // by their GUIDs
  LinkHolders holders;
  std::list<LinkHolder*> connections;  // those with links and those without, the oldest first
  std::size_t buffered = 0;            // bytes of HubLimits::buffers that are used
  HubObservations seen;

  /// Gives `identity` this state; what cannot be written has not happened.
  const DeviceState& keep(const Identity& identity, DeviceState state) {
    store->save_state(identity, state);
    return states[identity] = std::move(state);
  }

  /// The hub's own clock, as new connections see it or as those with another behaviour do.
  WallTime clock() const { return clock(*behaviour); }
  WallTime clock(const HubBehaviour& which) const {
    return world.wall() + which.service.clock_offset;
  }
  /// For whoever watches, as a hub that behaves as `which`.
  void note(const HubBehaviour& which, const Identity& identity, bool to_device,
            std::string_view what, std::string_view body = {}) const {
    if (!on_message) return;
    on_message({clock(which), identity, to_device, std::string(what), std::string(body)});
  }
};

}  // namespace edge::sim
