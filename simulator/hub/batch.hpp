// A batch of telemetry: one AMQP message each of whose data sections is an encoded message. SDKs
// mark it with message-format 0x80013700 in its transfer, which Proton does not tell; but a message
// that consists of whole messages from its first body byte to its last is nothing else in practice.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/bytes.hpp"

namespace edge::sim {

using Batch = std::vector<std::vector<char>>;

/// The messages inside, encoded. Nothing unless `encoded` is well-formed, has no body but data
/// sections, and every one of those is itself a well-formed message with a body.
std::optional<Batch> messages_of_batch(const std::vector<char>& encoded);

/// What its data sections hold, joined. Nothing if it is malformed, or its body is another.
std::optional<std::string> data_of(const std::vector<char>& encoded);

}  // namespace edge::sim
