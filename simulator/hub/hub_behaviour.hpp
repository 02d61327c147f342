// How a hub behaves, as a value that connections keep: the service of a topology, and the
// certificate that goes with it. Not what a hub knows: device_hub.hpp.
#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "common/tls/tls.hpp"
#include "simulator/topology/service.hpp"

namespace edge::sim {

/// A change replaces it as a whole, and a connection keeps the one it began with.
class HubBehaviour {
 public:
  HubBehaviour(Indirect<HubService> the_service, std::function<TlsServerOptions()> certificate)
      : service(std::move(the_service)), certificate_(std::move(certificate)) {}

  const Indirect<HubService> service;

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

}  // namespace edge::sim
