#include "common/amqp/incoming_frames.hpp"

#include "common/amqp/encoding.hpp"
#include "common/amqp/well_formed.hpp"

namespace edge {
namespace {

// Descriptors of performatives.
constexpr std::uint64_t kTransfer = 0x14, kDisposition = 0x15, kClose = 0x18;
/// Of these two without a payload: Proton keeps the state that they give with each delivery that
/// they are of, and one disposition may be of thousands.
constexpr std::size_t kLargestState = 4096;
constexpr FrameFault kBadSize{"amqp:connection:framing-error", "a frame's size is not allowed"};
constexpr FrameFault kBadHeader{"amqp:connection:framing-error", "a frame's header is not allowed"};
constexpr FrameFault kTooLarge{"amqp:resource-limit-exceeded", "a delivery's state is too large"};
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
  const auto kind = EncodedReader(*performative).descriptor();
  const bool has_state = kind == kTransfer || kind == kDisposition;
  if (has_state && performative->size() > kLargestState) return kTooLarge;
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
                         const std::function<void(ByteView frame)>& each, std::size_t most) {
  WholeFrames whole;
  while (whole.count < most) {
    const auto rest = bytes.subspan(whole.size);
    if (rest.size() < kFrameSizeField) return whole;
    const auto size = size_of_frame(rest);
    if (size < kFrameHeaderSize || size > largest) whole.fault = kBadSize;
    if (whole.fault || rest.size() < size) return whole;
    const auto frame = rest.first(size);
    if ((whole.fault = fault_of(frame))) return whole;
    if (each) each(frame);
    whole.size += size;
    ++whole.count;
  }
  return whole;
}

bool is_close(ByteView frame) {
  return EncodedReader(frame.subspan(std::size_t{4} * frame[4])).descriptor() == kClose;
}

}  // namespace edge
