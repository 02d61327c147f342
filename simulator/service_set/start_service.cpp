#include "simulator/service_set/start_service.hpp"

#include <utility>

#include "simulator/hub/hub.hpp"
#include "simulator/services/makers.hpp"

namespace edge::sim {
namespace {

/// One overload per kind of service.
struct Starter {
  boost::asio::any_io_executor executor;
  World& world;
  const Service& service;
  Authorities& authorities;
  const WorldOf& world_of;
  const std::string& gateway;

  using Started = std::unique_ptr<RunningService>;
  Started operator()(const HubService&) { return make_hub(executor, world, service, authorities); }
  Started operator()(const DnsService&) {
    return make_dns_service(executor, world, service, world_of);
  }
  Started operator()(const ProxyService&) { return make_proxy_service(executor, world, service); }
  Started operator()(const RegistryService&) {
    return make_registry_service(executor, world, service, authorities);
  }
  Started operator()(const AgentService&) {
    return make_agent_service(executor, world, service, authorities, gateway);
  }
};

}  // namespace

std::unique_ptr<RunningService> start_service(boost::asio::any_io_executor executor, World& world,
                                              const Service& service, Authorities& authorities,
                                              const WorldOf& world_of,
                                              const std::string& gateway) {
  Starter starter{std::move(executor), world, service, authorities, world_of, gateway};
  return std::visit([&](const auto& held) { return starter(*held); }, service.behaviour);
}

}  // namespace edge::sim
