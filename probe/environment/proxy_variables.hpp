// What the programs of an IoT Edge device make of one and the same proxy variables: each reads
// others, and reads them otherwise. Sources: edge-util's Proxy.cs (the agent); .NET's
// HttpEnvironmentProxy.cs; http-common's proxy.rs of iot-identity-service (the host's services);
// golang.org/x/net/http/httpproxy (container engines).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/report/details/host.hpp"
#include "probe/attempt/options.hpp"
#include "probe/environment/variables.hpp"

namespace edge::probe {

/// The agent's own reading, and what follows from it for its WebSocket.
struct AgentProxy {
  ProxyReading reading;
  std::optional<ProxyOptions> proxy;  // to go through; absent: none, or one it cannot use
};

/// `https_proxy` in any case, read as .NET's `new Uri` does, user and password apart at every ':';
/// NO_PROXY does not count. Without it .NET's own rules, for which NO_PROXY does.
AgentProxy agent_proxy(const Environment& environment, const std::string& hub);

/// What the host's services and the container engine would do with these variables. Nothing where
/// no variable of a proxy is set.
std::vector<ProxyReading> other_readings(const Environment& environment, const std::string& hub,
                                         std::uint16_t port);

/// The first variable of a proxy that is set and not empty.
Variable any_proxy_variable(const Environment& environment);

}  // namespace edge::probe
