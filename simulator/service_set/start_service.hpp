// Starts any kind of service: one maker for each, in simulator/services and simulator/hub.
#pragma once

#include "simulator/services/service.hpp"

namespace edge::sim {

/// Starts `service` in the world of its node; its coroutines run on `executor`, which is that
/// world's io_context. `world_of` gives other nodes' worlds (an embedded resolver asks its upstream
/// from the host). `gateway` is the name that devices dial for the hub that an agent holds a
/// connection to; empty: the hub's own. Throws std::runtime_error naming the service and the
/// endpoint when a port cannot be had. The service ends when the result is destroyed; no coroutine
/// of it outlives that.
std::unique_ptr<RunningService> start_service(
    boost::asio::any_io_executor executor, World& world, const Service& service,
    Authorities& authorities, const std::function<World&(const std::string&)>& world_of,
    const std::string& gateway = {});

}  // namespace edge::sim
