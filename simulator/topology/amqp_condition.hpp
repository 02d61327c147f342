// With what a hub says no, on purpose or not. Apart from what else it does (hub_service.hpp), as
// all of its AMQP side needs this and little of it that.
#pragma once

#include <string>

namespace edge {

/// An AMQP error (AMQP 1.0, section 2.8.14).
struct AmqpCondition {
  std::string condition;    // "amqp:unauthorized-access"
  std::string description;  // text or the hub's error JSON
  bool operator==(const AmqpCondition&) const = default;
};

}  // namespace edge
