// The fake IoT hub as a service of any World: it listens on a port for each of its transports. How
// it behaves is the HubService value it is given; healthy by default.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <map>
#include <string_view>

#include "common/world/task_group.hpp"
#include "simulator/hub/device_hub.hpp"
#include "simulator/hub/hub_transports.hpp"
#include "simulator/services/service.hpp"

namespace edge::sim {

/// The certificate authority for a CertificateSpec::issuer; lives as long as the hub.
using IssuerLookup = std::function<const CertificateAuthority&(const std::string&)>;

class Hub final : public RunningService {
 public:
  /// `executor` is that of the io_context `world` runs on. Listens on the service's address and
  /// all its ports (0 picks one). Throws boost::system::system_error that names service and
  /// address when one cannot be had.
  Hub(boost::asio::any_io_executor executor, World& world, const Service& service,
      IssuerLookup issuer, const HubLimits& limits = {});

  /// A new port or address begins to listen; the old ones stop.
  /// Other devices than the service had before replace all that the hub knows.
  void change(const Service& service) override;
  HubObservations observations() const override { return core_->observations(); }
  /// What its connections share, to look into and to change between them.
  DeviceHub& core() { return *core_; }
  /// The same for one who may need it in the turn in which the hub ends.
  std::shared_ptr<DeviceHub> shared_core() { return core_; }

  /// Where it listens for a row of hub_transports().
  Endpoint endpoint(std::string_view transport) const { return listening_.at(transport).local; }

 private:
  struct ListeningPort {
    std::unique_ptr<TaskGroup> accepting;
    Endpoint wanted, local;
  };

  std::shared_ptr<HubBehaviour> behaviour_of(const HubService& service);
  void listen();
  void open(const HubTransport& transport);

  Service service_;
  IssuerLookup issuer_;
  WallTime started_;  // certificates' dates are relative to it
  boost::asio::any_io_executor executor_;
  std::shared_ptr<DeviceHub> core_;
  std::shared_ptr<TaskGroup> connections_;
  std::map<std::string_view, ListeningPort> listening_;  // by name of the transport
};

/// For start_service().
std::unique_ptr<RunningService> make_hub(boost::asio::any_io_executor executor, World& world,
                                         const Service& service, Authorities& authorities);

}  // namespace edge::sim
