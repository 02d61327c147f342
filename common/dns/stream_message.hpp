// DNS messages on a stream: each behind its length in two bytes (RFC 1035 section 4.2.2).
#pragma once

#include "common/base/bytes.hpp"
#include "common/world/stream.hpp"

namespace edge {

/// `message` (at most 65535 bytes) with its length in front.
Bytes with_length(ByteView message);

/// The next message, without its length. Errors are the stream's.
Awaitable<Result<Bytes>> read_dns_message(Stream& stream);

}  // namespace edge
