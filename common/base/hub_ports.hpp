// Where an IoT hub listens, as IANA lists the services: amqps, and https for AMQP over WebSocket.
#pragma once

#include <cstdint>

namespace edge {

inline constexpr std::uint16_t kAmqpPort = 5671, kWebSocketPort = 443;

}  // namespace edge
