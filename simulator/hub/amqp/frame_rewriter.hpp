// A Stream that changes AMQP frames on their way out, between a pump and its transport: what a hub
// says that Proton does not. Not for what comes in, and not for SASL, whose frames pass unchanged.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "common/world/stream.hpp"

namespace edge::sim {

/// What becomes of outgoing frames; by default they stay as they are.
struct FrameRules {
  bool flow_without_incoming_id = false;     // FLOW's next-incoming-id is null
  std::optional<std::uint32_t> handle_max;   // of every BEGIN
  bool heartbeats = true;                    // false: empty frames are left out
  bool operator==(const FrameRules&) const = default;
};

/// Writes whole frames only, and what comes in one write goes out in one: a WebSocket message holds
/// whole frames then. An incomplete frame waits for the rest of it.
std::unique_ptr<Stream> rewrite_frames(std::unique_ptr<Stream> below, const FrameRules& rules);

}  // namespace edge::sim
