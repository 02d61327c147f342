// Takes a peer's bytes apart into frames and judges each as a whole, before Proton sees any of it:
// Proton acts on what it can read of a malformed one, and reads past the end of some. Not for the
// eight bytes before the frames (header.hpp), nor for whether a frame is in order (Proton's part).
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "common/base/bytes.hpp"

namespace edge {

/// Why a connection must end: the AMQP condition, and words for the peer.
struct FrameFault {
  std::string_view condition, what;
};

struct WholeFrames {
  std::size_t size = 0;             // bytes at the front that are whole, well-formed frames
  std::size_t count = 0;            // of these frames
  std::optional<FrameFault> fault;  // what is wrong with the frame behind them
};

/// `each` is called for every frame, of which `most` are taken. A frame is AMQP's own kind, of
/// `largest` bytes at most, and empty or a described list followed by its payload (AMQP 1.0 part 2,
/// section 2.3).
WholeFrames whole_frames(ByteView bytes, std::size_t largest,
                         const std::function<void(ByteView frame)>& each,
                         std::size_t most = SIZE_MAX);

/// Whether a well-formed frame is a CLOSE.
bool is_close(ByteView frame);

/// The size that the frame at the front of `bytes` says it has; of fewer than four bytes: of what
/// says it.
std::size_t size_of_frame(ByteView bytes);

}  // namespace edge
