// The answer to a put-token, read from its bytes. Proton's reader throws exceptions of several
// kinds for values that it does not expect, as of a list where a number should be; here whatever is
// of another type than a hub sends reads as absent.
#pragma once

#include <optional>
#include <string>

#include "common/base/bytes.hpp"

namespace edge::probe {

/// What the agent reads of it (AmqpTokenRefresher.cs; CBS draft 3, section 3.2).
struct CbsReply {
  std::string correlation_id;      // as text; empty: none, or of another type than we sent
  std::optional<int> status_code;  // of any integer type; the hub writes AMQP int
  std::string status_description;
  std::string tracking_id;
};

/// Nothing for what is no message: a section that is malformed, or none at all.
std::optional<CbsReply> read_cbs_reply(ByteView encoded);

}  // namespace edge::probe
