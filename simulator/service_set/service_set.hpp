// The services of a topology, running: started, changed and ended as the topology changes. The same
// for computed networks and kernel ones.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "simulator/services/service.hpp"

namespace edge::sim {

class ServiceSet {
 public:
  using WorldOf = std::function<World&(const std::string&)>;

  /// `world_of` gives the world of a node; all of them run on `executor`'s io_context. Certificates
  /// are dated from `now` on.
  ServiceSet(boost::asio::any_io_executor executor, WorldOf world_of, WallTime now);

  /// Throws std::runtime_error naming the service that cannot listen.
  void become(const std::vector<Service>& wanted);

  /// What clients trust, as PEM. The authority is made when that is asked for first: a simulated
  /// path on which nothing answers is four times as fast without one.
  PemSource trusted_pem() { return authorities_.pem("hub-ca"); }
  /// What the hub has seen; zeros if there is none.
  HubObservations hub_observations() const;

 private:
  void start(const Service& service, const std::string& gateway);

  boost::asio::any_io_executor executor_;
  WorldOf world_of_;
  Authorities authorities_;
  std::vector<Service> running_;  // as last started or changed
  std::map<std::string, std::unique_ptr<RunningService>> services_;
};

}  // namespace edge::sim
