// What one client of a hub, and all of them together, may take. Not how a hub behaves: that is
// hub_behaviour.hpp.
#pragma once

#include <cstddef>

namespace edge::sim {

struct HubLimits {
  /// TCP connections at a time: of more, the oldest without an identity goes, or the newest.
  std::size_t connections = 4096;
  std::size_t endpoints = 1024;        // sessions and links of one connection
  std::size_t endpoints_of_stranger = 20;  // the same while it has shown no identity
  std::size_t message_size = 1 << 20;  // bytes; a larger one ends the connection
  std::size_t telemetry_size = 256 << 10;  // of a message or batch; a larger one is rejected
  /// Bytes of a connection's messages that are unfinished, or not taken by the client.
  std::size_t connection_buffer = 16 << 20;
  std::size_t buffers = 256 << 20;     // of all; then who has more than its share is closed
  std::size_t identities = 1000;       // with a token, on one connection
  std::size_t token_seconds = 60;      // without any identity; then the connection is closed
  std::size_t waiting = 50;            // cloud-to-device messages of one identity
  int deliveries = 10;                 // of one such message; then it is dropped
  std::size_t cloud_message_size = 64 << 10;  // bytes of its body
  std::size_t twin_half = 32 << 10;    // bytes, as JSON, of either half of a twin
  std::size_t twin_changes = 100;      // not yet sent on one link; the oldest go
  std::size_t method_size = 128 << 10;  // bytes of a payload, either way
};

}  // namespace edge::sim
