// The three SASL frames we exchange (AMQP 1.0 part 5, section 5.3.3): encode and strict decode.
// Not a SASL engine (sasl.hpp), and no general AMQP codec: Proton has that.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "common/amqp/encoding.hpp"
#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/base/secret.hpp"

namespace edge {

/// Larger frames are refused unread. The specification allows 512 bytes; a server with a long list
/// of mechanisms is given some more.
inline constexpr std::size_t kMaxSaslFrame = 4096;

struct SaslMechanisms {
  std::vector<std::string> names;
};

struct SaslInit {
  std::string mechanism;
  Secret response;
  std::string hostname;
};

struct SaslOutcome {
  std::uint8_t code = 0;  // 0 ok, 1 auth, 2 sys, 3 sys-perm, 4 sys-temp
  Bytes additional_data;
};

using SaslFrame = std::variant<SaslMechanisms, SaslInit, SaslOutcome>;

/// A whole frame, header included.
Bytes encode_sasl_frame(const SaslFrame& frame);

/// Total size of the frame that begins with `header` (kFrameHeaderSize bytes).
/// Errors: AmqpErrc::protocol unless this is a SASL frame within kMaxSaslFrame.
Result<std::size_t> sasl_frame_size(ByteView header);

/// Decodes a whole frame. Errors: AmqpErrc::protocol for anything but one well-formed frame.
Result<SaslFrame> decode_sasl_frame(ByteView frame);

/// One line for a trace; never the response.
std::string describe(const SaslFrame& frame);

}  // namespace edge
