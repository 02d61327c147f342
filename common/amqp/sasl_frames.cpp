#include "common/amqp/sasl_frames.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>

#include "common/amqp/error.hpp"
#include "common/base/check.hpp"
#include "common/base/escape.hpp"

namespace edge {
namespace {

// Descriptors of part 5, section 5.3.3.
enum : std::uint8_t { kMechanisms = 0x40, kInit = 0x41, kOutcome = 0x44 };
constexpr std::uint8_t kSaslFrameType = 1;

void put_optional(Bytes& out, std::uint8_t type32, ByteView data) {
  if (data.empty()) {
    out.push_back(kNull);
  } else {
    put_variable(out, type32, data);
  }
}

Bytes encode_names(const std::vector<std::string>& names) {
  Bytes elements;
  for (const auto& name : names) {
    put_number(elements, name.size(), 4);
    elements.insert(elements.end(), name.begin(), name.end());
  }
  Bytes out{kArray32};
  put_number(out, elements.size() + 5, 4);  // the count and the element type belong to the size
  put_number(out, names.size(), 4);
  out.push_back(kSymbol32);
  out.insert(out.end(), elements.begin(), elements.end());
  return out;
}

Bytes finish(std::uint8_t descriptor, std::size_t count, const Bytes& fields) {
  return encode_frame({kSaslFrameType, 0, descriptor}, count, fields);
}

std::optional<SaslMechanisms> read_mechanisms(EncodedReader fields, std::size_t count) {
  SaslMechanisms result;
  if (count != 1) return std::nullopt;
  EncodedReader single = fields;
  if (const auto name = single.variable(kSymbol8, kSymbol32); name && !name->empty()) {
    result.names.emplace_back(as_text(*name));
    return single.empty() ? std::optional(result) : std::nullopt;
  }
  auto array = fields.compound(kArray8, kArray32);
  if (!array || !fields.empty()) return std::nullopt;
  auto& [names, elements] = *array;
  const auto type = elements.byte();
  if (type != kSymbol8 && type != kSymbol32) return std::nullopt;
  // Each name takes at least its length's bytes, so a lying count ends with the data.
  for (std::size_t i = 0; i < names; ++i) {
    const auto name = elements.take(elements.number(type == kSymbol8 ? 1 : 4));
    if (!name) return std::nullopt;
    result.names.emplace_back(as_text(*name));
  }
  return elements.empty() ? std::optional(result) : std::nullopt;
}

std::optional<SaslInit> read_init(EncodedReader fields, std::size_t count) {
  if (count < 1 || count > 3) return std::nullopt;
  const auto mechanism = fields.variable(kSymbol8, kSymbol32);
  if (!mechanism || mechanism->empty()) return std::nullopt;
  SaslInit result{std::string(as_text(*mechanism)), {}, {}};
  if (count >= 2) {
    const auto response = fields.variable(kBinary8, kBinary32);
    if (!response) return std::nullopt;
    result.response = Secret(as_text(*response));
  }
  if (count >= 3) {
    const auto hostname = fields.variable(kString8, kString32);
    if (!hostname) return std::nullopt;
    result.hostname = as_text(*hostname);
  }
  return fields.empty() ? std::optional(result) : std::nullopt;
}

std::optional<SaslOutcome> read_outcome(EncodedReader fields, std::size_t count) {
  if (count < 1 || count > 2 || fields.byte() != kUbyte) return std::nullopt;
  const auto code = fields.byte();
  if (!code) return std::nullopt;
  SaslOutcome result{*code, {}};
  if (count == 2) {
    const auto data = fields.variable(kBinary8, kBinary32);
    if (!data) return std::nullopt;
    result.additional_data.assign(data->begin(), data->end());
  }
  return fields.empty() ? std::optional(result) : std::nullopt;
}

std::optional<SaslFrame> read_body(EncodedReader body) {
  const auto descriptor = body.descriptor();
  const auto list = body.compound(kList8, kList32);
  if (!descriptor || !list || !body.empty()) return std::nullopt;
  const auto& [count, fields] = *list;
  switch (*descriptor) {
    case kMechanisms: return read_mechanisms(fields, count);
    case kInit: return read_init(fields, count);
    case kOutcome: return read_outcome(fields, count);
    default: return std::nullopt;
  }
}

struct Encoder {
  Bytes operator()(const SaslMechanisms& frame) const {
    return finish(kMechanisms, 1, encode_names(frame.names));
  }
  Bytes operator()(const SaslInit& frame) const {
    Bytes fields;
    put_variable(fields, kSymbol32, as_bytes(frame.mechanism));
    put_optional(fields, kBinary32, as_bytes(frame.response.reveal()));
    put_optional(fields, kString32, as_bytes(frame.hostname));
    return finish(kInit, 3, fields);
  }
  Bytes operator()(const SaslOutcome& frame) const {
    Bytes fields{kUbyte, frame.code};
    put_optional(fields, kBinary32, frame.additional_data);
    return finish(kOutcome, 2, fields);
  }
};

struct Describer {
  std::string operator()(const SaslMechanisms& frame) const {
    return printable(fmt::format("sasl-mechanisms [{}]", fmt::join(frame.names, " ")));
  }
  std::string operator()(const SaslInit& frame) const {
    return printable(fmt::format("sasl-init [mechanism={}, initial-response=({} bytes)]",
                                 frame.mechanism, frame.response.size()));
  }
  std::string operator()(const SaslOutcome& frame) const {
    return fmt::format("sasl-outcome [code={}, additional-data=\"{}\"]", frame.code,
                       printable(as_text(frame.additional_data)));
  }
};

}  // namespace

Bytes encode_sasl_frame(const SaslFrame& frame) { return std::visit(Encoder{}, frame); }

Result<std::size_t> sasl_frame_size(ByteView header) {
  CHECK(header.size() >= kFrameHeaderSize);
  const std::size_t size = *EncodedReader(header).number(4);
  const std::size_t offset = 4 * std::size_t{header[4]};
  const bool valid = header[5] == kSaslFrameType && offset >= kFrameHeaderSize && offset <= size &&
                     size <= kMaxSaslFrame;
  if (!valid) return make_error_code(AmqpErrc::protocol);
  return size;
}

Result<SaslFrame> decode_sasl_frame(ByteView frame) {
  if (frame.size() < kFrameHeaderSize) return make_error_code(AmqpErrc::protocol);
  const auto size = sasl_frame_size(frame);
  if (!size || *size != frame.size()) return make_error_code(AmqpErrc::protocol);
  auto decoded = read_body(EncodedReader(frame.subspan(4 * std::size_t{frame[4]})));
  if (!decoded) return make_error_code(AmqpErrc::protocol);
  return std::move(*decoded);
}

std::string describe(const SaslFrame& frame) { return std::visit(Describer{}, frame); }

}  // namespace edge
