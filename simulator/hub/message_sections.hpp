// An encoded message read where it lies: its sections, and its properties where they are what
// devices mostly send. Anything else is left to proton::message, which makes a tree of all of it.
#pragma once

#include <boost/container/small_vector.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/bytes.hpp"

namespace edge::sim {

/// What the data sections of a message hold, in their order.
using DataSections = boost::container::small_vector<ByteView, 1>;

/// Views of a message's bytes (AMQP 1.0 part 3, section 3.2).
struct MessageSections {
  std::optional<ByteView> properties;              // with their type codes, as the next
  std::optional<ByteView> application_properties;
  std::optional<DataSections> data;  // if the body is data sections alone
};

/// Nothing unless `encoded` is a well-formed message with a body, none of the first two twice.
std::optional<MessageSections> sections_of(ByteView encoded);

/// All of them as one text.
std::string joined(const DataSections& sections);

/// What a hub reads from a message beside its body; empty: absent.
struct MessageFields {
  std::string message_id, content_type, content_encoding;
  std::map<std::string, std::string> properties;  // application properties
  bool operator==(const MessageFields&) const = default;
};

/// Nothing if one of them is no text, or not of the type that AMQP gives it.
std::optional<MessageFields> text_fields(const MessageSections& sections);

}  // namespace edge::sim
