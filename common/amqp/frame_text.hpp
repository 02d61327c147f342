// A frame as one line for people: its performative, the fields that are set, nothing secret.
// Not for SASL's frames (sasl_frames.hpp).
#pragma once

#include <functional>
#include <string>

#include "common/base/bytes.hpp"

namespace edge {

/// "0 <- open [container-id="a", max-frame-size=65536]". A transfer's payload, which may be a
/// token, is only counted. `frame` is whole and well-formed (incoming_frames.hpp).
std::string frame_text(ByteView frame, bool incoming);

/// A line for each frame that is written, and for the protocol header before them.
void trace_written(ByteView bytes, const std::function<void(const std::string&)>& trace);

}  // namespace edge
