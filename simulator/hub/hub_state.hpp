// What the connections of one hub share.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "common/tls/tls.hpp"
#include "common/topology/services.hpp"
#include "simulator/hub/arrivals.hpp"
#include "simulator/hub/device_registry.hpp"
#include "simulator/hub/device_state.hpp"
#include "simulator/hub/hub_store.hpp"
#include "simulator/hub/link_holders.hpp"
#include "simulator/services/service.hpp"

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
  std::size_t message_size = 1 << 20;  // bytes
};

struct HubState {
  HubState(World& the_world, std::shared_ptr<HubBehaviour> first)
      : world(the_world), behaviour(std::move(first)) {}

  World& world;
  std::shared_ptr<HubBehaviour> behaviour;
  HubLimits limits;
  DeviceRegistry registry;
  std::map<Identity, DeviceState> states;
  Arrivals arrivals;
  std::unique_ptr<HubStore> store = std::make_unique<HubStore>();
  std::function<void(const Arrival&)> on_arrival;  // may be empty
  LinkHolders holders;
  HubObservations seen;

  /// The hub's own clock.
  WallTime clock(const HubBehaviour& which) const {
    return world.wall() + which.service.clock_offset;
  }
};

}  // namespace edge::sim
