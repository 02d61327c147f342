// What the connections of one hub share.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <utility>

#include "common/tls/tls.hpp"
#include "common/topology/services.hpp"
#include "simulator/hub/identities.hpp"
#include "simulator/services/service.hpp"

namespace edge::sim {

/// How a hub behaves; a change replaces it as a whole, and a connection keeps the one it began
/// with.
struct HubBehaviour {
  HubBehaviour(HubService the_service, const TlsServerOptions& options)
      : service(std::move(the_service)), tls(options) {}

  HubService service;
  TlsServer tls;
};

/// One telemetry message, for --print-messages.
struct HubMessage {
  Identity from;
  std::string body;  // as sent
};

struct HubState {
  HubState(World& the_world, std::shared_ptr<HubBehaviour> first)
      : world(the_world), behaviour(std::move(first)) {}

  World& world;
  std::shared_ptr<HubBehaviour> behaviour;
  std::function<void(const HubMessage&)> on_message;  // may be empty
  LinkHolders holders;
  HubObservations seen;

  /// The hub's own clock.
  WallTime clock(const HubBehaviour& which) const {
    return world.wall() + which.service.clock_offset;
  }
};

}  // namespace edge::sim
