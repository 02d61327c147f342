// AMQP's encoding of primitive types (AMQP 1.0 part 1, section 1.6), for the few frames that Proton
// does not write for us: SASL's, and the fake hub's raw ones. Not for messages: proton::message.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "common/base/bytes.hpp"

namespace edge {

enum AmqpCode : std::uint8_t {
  kDescribed = 0x00, kNull = 0x40, kTrue = 0x41, kFalse = 0x42, kZeroUint = 0x43, kZeroUlong = 0x44,
  kList0 = 0x45, kUbyte = 0x50, kByte = 0x51, kSmallUint = 0x52, kSmallUlong = 0x53,
  kSmallInt = 0x54, kSmallLong = 0x55, kBoolean = 0x56, kUshort = 0x60, kShort = 0x61,
  kUint = 0x70, kInt = 0x71, kLong = 0x81,
  kUlong = 0x80, kBinary8 = 0xa0, kString8 = 0xa1, kSymbol8 = 0xa3, kBinary32 = 0xb0,
  kString32 = 0xb1, kSymbol32 = 0xb3, kList8 = 0xc0, kMap8 = 0xc1, kList32 = 0xd0,
  kMap32 = 0xd1, kArray8 = 0xe0, kArray32 = 0xf0,
};

/// Appends `value` in `bytes` bytes, most significant first.
void put_number(Bytes& out, std::uint64_t value, int bytes);
/// A binary, string or symbol with four bytes of length.
void put_variable(Bytes& out, std::uint8_t type32, ByteView data);
/// list32 of `count` encoded `elements`.
void put_list(Bytes& out, std::size_t count, ByteView elements);

/// Size, data offset, type and channel: what precedes every frame's body.
inline constexpr std::size_t kFrameHeaderSize = 8;
inline constexpr std::size_t kFrameSizeField = 4;
inline constexpr std::uint8_t kAmqpFrame = 0;  // its type

/// What precedes a frame's fields: its type (0 AMQP, 1 SASL), channel and performative.
struct FrameKind {
  std::uint8_t type = 0;
  std::uint16_t channel = 0;
  std::uint64_t descriptor = 0;
  bool operator==(const FrameKind&) const = default;
};

/// A whole frame (part 2, section 2.3): header, `count` encoded `fields` of the performative, and
/// what follows it.
Bytes encode_frame(const FrameKind& kind, std::size_t count, ByteView fields,
                   ByteView payload = {});

/// Takes values off the front; every function returns nothing once the bytes do not fit.
class EncodedReader {
 public:
  explicit EncodedReader(ByteView rest) : rest_(rest) {}

  bool empty() const { return rest_.empty(); }
  ByteView rest() const { return rest_; }

  std::optional<std::uint8_t> byte();
  /// Of at most eight bytes.
  std::optional<std::size_t> number(int bytes);
  std::optional<ByteView> take(std::optional<std::size_t> size);
  /// A binary, string or symbol whose type codes are `type8` and `type32`; null reads as empty.
  std::optional<ByteView> variable(std::uint8_t type8, std::uint8_t type32);
  /// Elements of a list or array with its count; the size field must fit exactly.
  std::optional<std::pair<std::size_t, EncodedReader>> compound(std::uint8_t type8,
                                                                std::uint8_t type32);
  /// A list of any width, list0 included.
  std::optional<std::pair<std::size_t, EncodedReader>> list();
  /// A described value's descriptor, when it is a ulong, as those of AMQP's own types are.
  std::optional<std::uint64_t> descriptor();
  /// Any whole value, type code included; described ones nest at most four deep. What is inside a
  /// list, map or array is not looked at: well_formed.hpp does.
  std::optional<ByteView> value(int depth = 4);
  /// What follows the type code `type` of such a value that is not described.
  std::optional<ByteView> data_of(std::uint8_t type);

 private:
  ByteView rest_;
};

}  // namespace edge
