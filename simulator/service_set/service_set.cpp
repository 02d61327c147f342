#include "simulator/service_set/service_set.hpp"

#include <algorithm>
#include <utility>

#include "simulator/service_set/start_service.hpp"
#include "simulator/topology/hub_access.hpp"

namespace edge::sim {
namespace {

/// Below a parent gateway everybody dials that one's name: the certificate has no other.
std::string gateway_of(const std::vector<Service>& services) {
  const Service* hub = find_hub(services);
  return hub ? access_to(hub->as<HubService>()).gateway_host_name : std::string();
}

/// Where it listens cannot be changed: it ends there and begins anew.
bool has_moved(const Service& from, const Service& to) {
  return from.node != to.node || from.address != to.address;
}

}  // namespace

ServiceSet::ServiceSet(boost::asio::any_io_executor executor, WorldOf world_of, WallTime now)
    : executor_(std::move(executor)), world_of_(std::move(world_of)), authorities_(now) {}

HubObservations ServiceSet::hub_observations() const {
  const Service* hub = find_hub(running_);
  return hub ? services_.at(hub->name)->observations() : HubObservations{};
}

void ServiceSet::start(const Service& service, const std::string& gateway) {
  services_[service.name] =
      start_service(executor_, world_of_(service.node), service, authorities_, world_of_, gateway);
  running_.push_back(service);
}

void ServiceSet::become(const std::vector<Service>& wanted) {
  std::erase_if(running_, [&](const Service& service) {
    const auto next = std::ranges::find(wanted, service.name, &Service::name);
    const bool gone = next == wanted.end() || has_moved(service, *next);
    if (gone) services_.erase(service.name);
    return gone;
  });
  for (const auto& service : wanted) {
    const auto running = std::ranges::find(running_, service.name, &Service::name);
    if (running == running_.end()) {
      start(service, gateway_of(wanted));
    } else if (*running != service) {
      services_.at(service.name)->change(service);
      *running = service;
    }
  }
}

}  // namespace edge::sim
