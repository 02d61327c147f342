// Exact reads from a Stream, for what precedes Proton: nothing beyond what is asked for is taken,
// so the bytes of the next layer stay where they are.
#pragma once

#include "common/amqp/header.hpp"
#include "common/world/stream.hpp"

namespace edge {

/// Fills `buffer` completely. Errors: those of Stream::read_some.
Awaitable<Result<void>> read_exactly(Stream& stream, MutableByteView buffer);

/// Reads a protocol header, or as much as it takes to see that there is none. `seen` gets the
/// bytes; never the result `incomplete`.
Awaitable<Result<HeaderKind>> read_header(Stream& stream, Bytes& seen);

}  // namespace edge
