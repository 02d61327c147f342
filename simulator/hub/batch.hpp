// A batch of telemetry: one AMQP message each of whose data sections is an encoded message. SDKs
// mark it with message-format 0x80013700 in its transfer, which Proton does not tell; but a message
// that consists of whole messages from its first body byte to its last is nothing else in practice.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/bytes.hpp"

namespace edge::sim {

/// What the data sections of a message hold, in their order: views of its bytes.
using DataSections = std::vector<ByteView>;
using Batch = std::vector<std::vector<char>>;

/// Nothing unless `encoded` is a well-formed message whose body is data sections alone.
std::optional<DataSections> data_sections(const std::vector<char>& encoded);

/// The messages inside, encoded. Nothing unless every section is itself a well-formed message with
/// a body.
std::optional<Batch> messages_of_batch(const DataSections& sections);

/// All of them as one text.
std::string joined(const DataSections& sections);

}  // namespace edge::sim
