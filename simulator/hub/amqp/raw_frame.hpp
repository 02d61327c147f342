// AMQP frames written and read byte by byte, for what Proton cannot put on the wire: a FLOW without
// next-incoming-id, BEGIN's handle-max, frames that are wrong on purpose. Not a protocol engine: it
// knows of frames and their fields, not of their order or meaning.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "common/amqp/encoding.hpp"

namespace edge::sim {

/// Descriptors of the performatives (AMQP 1.0 part 2, section 2.7) and what they carry.
namespace performative {
inline constexpr std::uint64_t kOpen = 0x10, kBegin = 0x11, kAttach = 0x12, kFlow = 0x13,
                               kTransfer = 0x14, kDisposition = 0x15, kDetach = 0x16, kEnd = 0x17,
                               kClose = 0x18, kError = 0x1d, kSource = 0x28, kTarget = 0x29;
}  // namespace performative

/// The fields of a performative or another composite, in their order.
class RawFields {
 public:
  RawFields& null();
  RawFields& boolean(bool value);
  RawFields& ubyte(std::uint8_t value);
  RawFields& ushort(std::uint16_t value);
  RawFields& uint(std::uint32_t value);
  RawFields& ulong(std::uint64_t value);
  RawFields& string(std::string_view text);
  RawFields& symbol(std::string_view text);
  RawFields& binary(ByteView data);
  /// A composite within: a terminus, an error.
  RawFields& composite(std::uint64_t descriptor, const RawFields& fields);
  /// A value that is encoded already, type code included.
  RawFields& encoded(ByteView value);

  std::size_t count() const { return count_; }
  ByteView bytes() const { return bytes_; }

 private:
  RawFields& put(std::uint8_t code, std::uint64_t value, int bytes);
  RawFields& put(std::uint8_t code32, ByteView data);

  Bytes bytes_;
  std::size_t count_ = 0;
};

/// A whole AMQP frame.
Bytes raw_frame(std::uint16_t channel, std::uint64_t descriptor, const RawFields& fields,
                ByteView payload = {});

/// One frame as it stands in a buffer; views into it.
struct RawFrame {
  FrameKind kind;
  std::vector<ByteView> fields;  // each an encoded value, type code included
  ByteView payload;              // behind the performative: a transfer's message
};

/// Size of the frame at the front of `bytes`, as its header says; nothing while fewer than eight
/// bytes are there. A protocol header counts as a frame of its own eight bytes.
std::optional<std::size_t> raw_frame_size(ByteView bytes);

/// A frame without a performative: a heartbeat (part 2, section 2.4.5).
bool raw_frame_is_empty(ByteView frame);

/// Of the performative of a whole frame; nothing where there is none.
std::optional<std::uint64_t> raw_frame_descriptor(ByteView frame);

/// Reads one whole frame of a performative. Nothing for an empty frame, a protocol header, or bytes
/// that are no well-formed frame of exactly this size.
std::optional<RawFrame> read_raw_frame(ByteView frame);

/// An encoded uint, ushort or ubyte of any width; nothing for null and other types.
std::optional<std::uint64_t> raw_number(ByteView value);

}  // namespace edge::sim
