#include "common/amqp/incoming_frames.hpp"

#include "common/amqp/encoding.hpp"
#include "common/amqp/well_formed.hpp"

namespace edge {
namespace {

constexpr FrameFault kBadSize{"amqp:connection:framing-error", "a frame's size is not allowed"};
constexpr FrameFault kBadHeader{"amqp:connection:framing-error", "a frame's header is not allowed"};
constexpr FrameFault kBadBody{"amqp:decode-error", "a frame's body is malformed"};

/// `frame` is as long as it says.
std::optional<FrameFault> fault_of(ByteView frame) {
  const std::size_t offset = std::size_t{4} * frame[4];
  const auto type = frame[5];
  if (offset < kFrameHeaderSize || offset > frame.size() || type != kAmqpFrame) return kBadHeader;
  EncodedReader body(frame.subspan(offset));
  if (body.empty()) return std::nullopt;  // keeps the connection alive
  const bool described = body.rest().front() == kDescribed;
  const auto performative = described ? body.value() : std::nullopt;
  if (!performative || !is_well_formed(*performative)) return kBadBody;
  EncodedReader parts(performative->subspan(1));
  parts.value();  // the descriptor
  return parts.list() ? std::nullopt : std::optional(kBadBody);
}

}  // namespace

std::size_t size_of_frame(ByteView bytes) {
  if (bytes.size() < kFrameSizeField) return kFrameSizeField;
  return EncodedReader(bytes).number(kFrameSizeField).value_or(0);
}

WholeFrames whole_frames(ByteView bytes, std::size_t largest,
                         const std::function<void(ByteView frame)>& each) {
  WholeFrames whole;
  for (;;) {
    const auto rest = bytes.subspan(whole.size);
    if (rest.size() < kFrameSizeField) return whole;
    const auto size = size_of_frame(rest);
    if (size < kFrameHeaderSize || size > largest) whole.fault = kBadSize;
    if (whole.fault || rest.size() < size) return whole;
    const auto frame = rest.first(size);
    if ((whole.fault = fault_of(frame))) return whole;
    if (each) each(frame);
    whole.size += size;
  }
}

}  // namespace edge
