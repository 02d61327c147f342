#include "common/amqp/encoding.hpp"

namespace edge {
namespace {

constexpr std::uint8_t kMinDataOffset = 2;  // in words of four bytes

}  // namespace

void put_number(Bytes& out, std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

void put_variable(Bytes& out, std::uint8_t type32, ByteView data) {
  out.push_back(type32);
  put_number(out, data.size(), 4);
  out.insert(out.end(), data.begin(), data.end());
}

void put_list(Bytes& out, std::size_t count, ByteView elements) {
  out.push_back(kList32);
  put_number(out, elements.size() + 4, 4);  // the count belongs to the size
  put_number(out, count, 4);
  out.insert(out.end(), elements.begin(), elements.end());
}

Bytes encode_frame(const FrameKind& kind, std::size_t count, ByteView fields, ByteView payload) {
  Bytes body{kDescribed};
  if (kind.descriptor <= 0xff) {
    body.insert(body.end(), {kSmallUlong, static_cast<std::uint8_t>(kind.descriptor)});
  } else {
    body.push_back(kUlong);
    put_number(body, kind.descriptor, 8);
  }
  put_list(body, count, fields);
  body.insert(body.end(), payload.begin(), payload.end());
  Bytes frame;
  put_number(frame, kFrameHeaderSize + body.size(), 4);
  frame.insert(frame.end(), {kMinDataOffset, kind.type});
  put_number(frame, kind.channel, 2);
  frame.insert(frame.end(), body.begin(), body.end());
  return frame;
}

std::optional<std::uint8_t> EncodedReader::byte() {
  if (rest_.empty()) return std::nullopt;
  const std::uint8_t value = rest_.front();
  rest_ = rest_.subspan(1);
  return value;
}

std::optional<std::size_t> EncodedReader::number(int bytes) {
  std::size_t value = 0;
  for (int i = 0; i < bytes; ++i) {
    const auto next = byte();
    if (!next) return std::nullopt;
    value = (value << 8) | *next;
  }
  return value;
}

std::optional<ByteView> EncodedReader::take(std::optional<std::size_t> size) {
  if (!size || *size > rest_.size()) return std::nullopt;
  const ByteView taken = rest_.first(*size);
  rest_ = rest_.subspan(*size);
  return taken;
}

std::optional<ByteView> EncodedReader::variable(std::uint8_t type8, std::uint8_t type32) {
  const auto type = byte();
  if (type == kNull) return ByteView{};
  if (type == type8) return take(number(1));
  if (type == type32) return take(number(4));
  return std::nullopt;
}

std::optional<std::pair<std::size_t, EncodedReader>> EncodedReader::compound(
    std::uint8_t type8, std::uint8_t type32) {
  const auto type = byte();
  if (type != type8 && type != type32) return std::nullopt;
  const int width = type == type8 ? 1 : 4;
  const auto content = take(number(width));
  if (!content) return std::nullopt;
  EncodedReader inner(*content);
  const auto count = inner.number(width);
  if (!count) return std::nullopt;
  return std::pair{*count, inner};
}

std::optional<std::pair<std::size_t, EncodedReader>> EncodedReader::list() {
  if (rest_.empty() || rest_.front() != kList0) return compound(kList8, kList32);
  byte();
  return std::pair{std::size_t{0}, EncodedReader(ByteView{})};
}

std::optional<std::uint64_t> EncodedReader::descriptor() {
  if (byte() != kDescribed) return std::nullopt;
  const auto width = byte();
  if (width == kZeroUlong) return 0;
  if (width != kSmallUlong && width != kUlong) return std::nullopt;
  return number(width == kSmallUlong ? 1 : 8);
}

std::optional<ByteView> EncodedReader::value(int depth) {
  const ByteView whole = rest_;
  const auto type = byte();
  if (!type) return std::nullopt;
  if (*type == kDescribed) {
    if (depth == 0 || !value(depth - 1) || !value(depth - 1)) return std::nullopt;
    return whole.first(whole.size() - rest_.size());
  }
  if (!data_of(*type)) return std::nullopt;
  return whole.first(whole.size() - rest_.size());
}

std::optional<ByteView> EncodedReader::data_of(std::uint8_t type) {
  // The upper four bits of a type code say how its data is laid out (part 1, section 1.2.2).
  switch (type >> 4) {
    case 0x4: return ByteView{};
    case 0x5: return take(1);
    case 0x6: return take(2);
    case 0x7: return take(4);
    case 0x8: return take(8);
    case 0x9: return take(16);
    case 0xa: case 0xc: case 0xe: return take(number(1));
    case 0xb: case 0xd: case 0xf: return take(number(4));
    default: return std::nullopt;
  }
}

}  // namespace edge
