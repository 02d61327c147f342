// Moves the bytes of a TlsEngine over a Stream: the handshake, then plaintext as a Stream.
#pragma once

#include <memory>

#include "common/tls/engine.hpp"
#include "common/world/world.hpp"

namespace edge {

/// Drives the handshake to its end. On failure the peer has been sent our alert, if there is one to
/// send, and `below` is closed.
Awaitable<Result<std::unique_ptr<Stream>>> handshake_over(World& world,
                                                          std::unique_ptr<Stream> below,
                                                          std::unique_ptr<TlsEngine> engine,
                                                          TlsDetail& detail);

}  // namespace edge
