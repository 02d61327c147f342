// What a hub reads from a message, whatever protocol and types a device gave it in.
#pragma once

#include <map>
#include <string>

namespace edge::sim {

/// As text; empty: absent.
struct MessageFields {
  std::string message_id, content_type, content_encoding;
  std::map<std::string, std::string> properties;  // application properties
  bool operator==(const MessageFields&) const = default;
};

}  // namespace edge::sim
