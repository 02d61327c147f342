// One maker per kind of service, for start_service(); each lives in the file of its kind. The hub's
// is in simulator/hub.
#pragma once

#include "simulator/services/service.hpp"

namespace edge::sim {

using WorldOf = std::function<World&(const std::string&)>;

std::unique_ptr<RunningService> make_dns_service(boost::asio::any_io_executor executor,
                                                 World& world, const Service& service,
                                                 WorldOf world_of);
std::unique_ptr<RunningService> make_proxy_service(boost::asio::any_io_executor executor,
                                                   World& world, const Service& service);
std::unique_ptr<RunningService> make_registry_service(boost::asio::any_io_executor executor,
                                                      World& world, const Service& service,
                                                      Authorities& authorities);
std::unique_ptr<RunningService> make_agent_service(boost::asio::any_io_executor executor,
                                                   World& world, const Service& service,
                                                   Authorities& authorities,
                                                   const std::string& gateway);

}  // namespace edge::sim
