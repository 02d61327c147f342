// An encoded message read where it lies: its sections, the messages of a batch, and its properties
// where they are what devices mostly send. Other properties, and bodies that are no data, are left
// to proton::message, which makes a tree of all of it, and of what is malformed too.
#pragma once

#include <boost/container/small_vector.hpp>
#include <optional>
#include <string>

#include "common/base/bytes.hpp"
#include "simulator/hub/message_fields.hpp"

namespace edge::sim {

enum class BodyKind { none, data, sequence, value };

/// Views of a message's bytes (AMQP 1.0 part 3, section 3.2).
struct MessageSections {
  ByteView encoded;  // the whole message
  std::optional<ByteView> properties, application_properties;  // with their type codes
  BodyKind body = BodyKind::none;
  boost::container::small_vector<ByteView, 1> data;  // what the data sections hold, in order
};

/// One section at least, named by its number as all SDKs do, and whole down to the innermost value
/// where it is one that a hub reads; a body of one kind, and, if it is no data, of one section.
/// Nothing if `encoded` is not that.
std::optional<MessageSections> sections_of(ByteView encoded);

using Messages = boost::container::small_vector<MessageSections, 1>;

/// The messages of a batch, or `encoded` alone if it is none. SDKs mark a batch with message-format
/// 0x80013700 in its transfer, which Proton does not tell; but a message with a data section that
/// is itself a message is nothing else in practice. Nothing if `encoded` or one of the
/// batch is malformed.
std::optional<Messages> messages_in(ByteView encoded);

/// All data sections as one text.
std::string joined_data(const MessageSections& message);

/// Reads all fields, which are empty so far. False if one of them is no text, or not of the type
/// that AMQP gives it.
bool read_text_fields(const MessageSections& message, MessageFields& fields);

}  // namespace edge::sim
