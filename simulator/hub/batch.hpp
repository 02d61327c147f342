// A batch of telemetry: one AMQP message each of whose data sections is an encoded message. SDKs
// mark it with message-format 0x80013700 in its transfer, which Proton does not tell; but a message
// that consists of whole messages from its first body byte to its last is nothing else in practice.
#pragma once

#include "simulator/hub/message_sections.hpp"

namespace edge::sim {

using Batch = std::vector<std::vector<char>>;

/// The messages inside, encoded. Nothing unless every section is itself a well-formed message with
/// a body.
std::optional<Batch> messages_of_batch(const DataSections& sections);

}  // namespace edge::sim
