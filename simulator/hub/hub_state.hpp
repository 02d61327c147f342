// What the connections of one hub share.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "common/tls/tls.hpp"
#include "common/topology/services.hpp"
#include "simulator/hub/identities.hpp"
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
