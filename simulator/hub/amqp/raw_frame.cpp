#include "simulator/hub/amqp/raw_frame.hpp"

#include <algorithm>

#include "common/amqp/header.hpp"

namespace edge::sim {
namespace {

constexpr std::uint8_t kMinDataOffset = 2;  // in words of four bytes

}  // namespace

RawFields& RawFields::put(std::uint8_t code, std::uint64_t value, int bytes) {
  bytes_.push_back(code);
  put_number(bytes_, value, bytes);
  ++count_;
  return *this;
}

RawFields& RawFields::put(std::uint8_t code32, ByteView data) {
  put_variable(bytes_, code32, data);
  ++count_;
  return *this;
}

RawFields& RawFields::null() { return put(kNull, 0, 0); }
RawFields& RawFields::boolean(bool value) { return put(value ? kTrue : kFalse, 0, 0); }
RawFields& RawFields::ubyte(std::uint8_t value) { return put(kUbyte, value, 1); }
RawFields& RawFields::ushort(std::uint16_t value) { return put(kUshort, value, 2); }
RawFields& RawFields::uint(std::uint32_t value) { return put(kUint, value, 4); }
RawFields& RawFields::ulong(std::uint64_t value) { return put(kUlong, value, 8); }
RawFields& RawFields::string(std::string_view text) { return put(kString32, as_bytes(text)); }
RawFields& RawFields::symbol(std::string_view text) { return put(kSymbol32, as_bytes(text)); }
RawFields& RawFields::binary(ByteView data) { return put(kBinary32, data); }

RawFields& RawFields::composite(std::uint64_t descriptor, const RawFields& fields) {
  bytes_.push_back(kDescribed);
  bytes_.push_back(kUlong);
  put_number(bytes_, descriptor, 8);
  put_list(bytes_, fields.count(), fields.bytes());
  ++count_;
  return *this;
}

RawFields& RawFields::encoded(ByteView value) {
  bytes_.insert(bytes_.end(), value.begin(), value.end());
  ++count_;
  return *this;
}

Bytes raw_frame(std::uint16_t channel, std::uint64_t descriptor, const RawFields& fields,
                ByteView payload) {
  return encode_frame({0, channel, descriptor}, fields.count(), fields.bytes(), payload);
}

std::optional<std::size_t> raw_frame_size(ByteView bytes) {
  if (bytes.size() < kFrameHeaderSize) return std::nullopt;
  if (classify_header(bytes) != HeaderKind::not_amqp) return kFrameHeaderSize;
  return EncodedReader(bytes).number(4);
}

bool raw_frame_is_empty(ByteView frame) {
  return raw_frame_size(frame) == frame.size() && frame[5] == 0 &&
         4 * std::size_t{frame[4]} == frame.size();
}

std::optional<std::uint64_t> raw_frame_descriptor(ByteView frame) {
  const std::size_t offset = 4 * std::size_t{frame[4]};
  if (classify_header(frame) != HeaderKind::not_amqp || offset >= frame.size()) {
    return std::nullopt;
  }
  return EncodedReader(frame.subspan(offset)).descriptor();
}

std::optional<RawFrame> read_raw_frame(ByteView frame) {
  const auto size = raw_frame_size(frame);
  if (!size || *size != frame.size() || classify_header(frame) != HeaderKind::not_amqp) {
    return std::nullopt;
  }
  const std::size_t offset = 4 * std::size_t{frame[4]};
  if (frame[4] < kMinDataOffset || offset >= frame.size()) return std::nullopt;
  RawFrame result;
  result.kind.type = frame[5];
  result.kind.channel = static_cast<std::uint16_t>(frame[6] << 8 | frame[7]);
  EncodedReader body(frame.subspan(offset));
  const auto descriptor = body.descriptor();
  auto list = body.list();
  if (!descriptor || !list) return std::nullopt;
  result.kind.descriptor = *descriptor;
  auto& [count, elements] = *list;
  for (std::size_t i = 0; i < count; ++i) {  // each takes a byte at least: a lying count ends
    const auto value = elements.value();
    if (!value) return std::nullopt;
    result.fields.push_back(*value);
  }
  if (!elements.empty()) return std::nullopt;
  result.payload = body.rest();
  return result;
}

std::optional<std::uint64_t> raw_number(ByteView value) {
  if (value.empty()) return std::nullopt;
  EncodedReader reader(value.subspan(1));
  switch (value.front()) {
    case kZeroUint: case kZeroUlong: return 0;
    case kUbyte: case kSmallUint: case kSmallUlong: return reader.number(1);
    case kUshort: return reader.number(2);
    case kUint: return reader.number(4);
    case kUlong: return reader.number(8);
    default: return std::nullopt;
  }
}

}  // namespace edge::sim
