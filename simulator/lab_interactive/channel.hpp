// Messages between the process that holds a lab and its clients: one packet of JSON each over a
// UNIX socket, with descriptors beside it. Bounded; not for strangers: see place.hpp.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <vector>

#include "common/files/descriptor.hpp"

namespace edge::sim {

inline constexpr std::size_t kLargestMessage = 128 * 1024;  // bytes
inline constexpr std::size_t kMostDescriptors = 3;

struct Message {
  nlohmann::json json;
  std::vector<Descriptor> descriptors;
};

/// Never waits. Throws std::runtime_error when it is too large or the other end does not take it.
void send_message(int socket, const nlohmann::json& json, std::span<const int> descriptors = {});

/// Waits for one. Nothing: the other end has gone. Throws std::runtime_error for what is too large,
/// no JSON, or has too many descriptors, which are closed.
std::optional<Message> receive_message(int socket);

}  // namespace edge::sim
