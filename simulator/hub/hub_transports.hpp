// The table of transports that the hub serves: for each, the port it listens on and what becomes of
// a connection to it. A device's side of the same names is in probe/profiles/transports.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "common/world/stream.hpp"
#include "common/world/task_group.hpp"
#include "simulator/hub/client_certificate.hpp"
#include "simulator/hub/device_hub.hpp"

namespace edge::sim {

struct HubTransport {
  std::string_view name;              // as agents call it: "amqp-ws"
  std::uint16_t HubService::*port;
  const char* subprotocol = nullptr;  // of the WebSocket above TLS; null: there is none
  /// The session of a client who has come through TLS, and the WebSocket if there is one.
  Awaitable<void> (*serve)(std::shared_ptr<DeviceHub>, std::shared_ptr<HubBehaviour>,
                           std::unique_ptr<Stream>, MaybeCertificate, Admitted);
};

std::span<const HubTransport> hub_transports();

/// Where `hub` listens for each.
std::map<std::string, std::uint16_t, std::less<>> ports_of(const HubService& hub);

}  // namespace edge::sim
