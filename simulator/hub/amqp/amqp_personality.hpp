// How the hubs that the fake one can resemble (personality.hpp) differ in AMQP: what IoT Hub's two
// gateway generations and the edgeHub of a parent gateway say of themselves on the wire. One row
// each; what a hub does with devices, tokens and links is the same for all but where a row says
// otherwise.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "common/world/world.hpp"
#include "simulator/hub/amqp/frame_rewriter.hpp"
#include "simulator/hub/amqp/link_address.hpp"
#include "simulator/topology/amqp_condition.hpp"
#include "simulator/topology/hub_personality.hpp"

namespace edge {
struct HubService;
}

namespace edge::sim {

/// What an error's description is.
enum class ErrorWords { json, json_g2, plain };

struct AmqpPersonality {
  HubPersonality personality = HubPersonality::hub_v1;
  std::string_view container_prefix;  // 32 hexadecimal digits follow
  std::string_view hostname;          // of OPEN; "*": the name that devices dial
  std::vector<std::string> mechanisms;  // SASL's, in the order offered
  std::string_view welcome;             // additional data of the SASL outcome
  std::uint32_t max_frame_size = 0;     // bytes
  std::uint16_t channel_max = 0;
  std::chrono::milliseconds longest_idle{};  // as in OPEN
  int idle_factor = 0;                // a client is told this many times its own; 0: the longest
  std::size_t window = 0;             // of a session, in transfers
  std::size_t max_message_size = 0;   // bytes
  int credit = 0;                     // of a link on which the client sends
  ErrorWords errors = ErrorWords::json;
  FrameRules frames;
  bool judges_tokens = true;  // on $cbs; false: takes every one and refuses links instead
};

const AmqpPersonality& amqp_personality(HubPersonality personality);

/// Container id and hostname of its OPEN.
std::string container_id(const AmqpPersonality& row, World& world);
std::string open_hostname(const AmqpPersonality& row, const HubService& service);

/// The idle time-out in OPEN, told that the client's is `theirs` (0: none).
std::chrono::milliseconds idle_timeout(const AmqpPersonality& row,
                                       std::chrono::milliseconds theirs);

/// How it refuses a link of `kind` to a client that has not shown a good token for it; `receives`:
/// the hub would be the link's receiver.
AmqpCondition unauthorized_link(const AmqpPersonality& row, LinkKind kind, bool receives,
                                World& world, WallTime now);

/// `why` as this hub writes it at `now` by its own clock: an error JSON that lacks a tracking id,
/// as hub_error_condition()'s does, gets what this hub adds, with a new id; all else stays.
AmqpCondition worded(const AmqpPersonality& row, const AmqpCondition& why, World& world,
                     WallTime now);

}  // namespace edge::sim
