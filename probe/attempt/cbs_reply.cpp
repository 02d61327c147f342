#include "probe/attempt/cbs_reply.hpp"

#include <limits>

#include "common/amqp/encoding.hpp"
#include "common/amqp/sections.hpp"
#include "common/amqp/well_formed.hpp"

namespace edge::probe {
namespace {

constexpr int kCorrelationId = 5;  // the field of the properties, counted from 0

std::optional<std::string> text_of(ByteView value) {
  EncodedReader reader(value);
  const auto type = reader.byte();
  const bool text = type == kString8 || type == kString32 || type == kSymbol8 || type == kSymbol32;
  const auto data = text ? reader.data_of(*type) : std::nullopt;
  return data ? std::optional(std::string(as_text(*data))) : std::nullopt;
}

/// Part 1, section 1.6: those of one byte extend their sign.
std::optional<int> integer_of(ByteView value) {
  EncodedReader reader(value);
  const auto type = reader.byte();
  const auto data = type ? reader.data_of(*type) : std::nullopt;
  if (!data) return std::nullopt;
  const auto number = EncodedReader(*data).number(static_cast<int>(data->size())).value_or(0);
  switch (*type) {
    case kZeroUint: case kZeroUlong: return 0;
    case kByte: case kSmallInt: case kSmallLong: return static_cast<std::int8_t>(number);
    case kShort: return static_cast<std::int16_t>(number);
    case kInt: return static_cast<std::int32_t>(number);
    case kUbyte: case kUshort: case kUint: case kSmallUint: case kUlong: case kSmallUlong:
    case kLong: break;  // no status is negative
    default: return std::nullopt;
  }
  if (number > std::numeric_limits<int>::max()) return std::nullopt;
  return static_cast<int>(number);
}

void read_properties(EncodedReader list, CbsReply& reply) {
  for (int field = 0; const auto value = list.value(); ++field) {
    if (field == kCorrelationId) reply.correlation_id = text_of(*value).value_or("");
  }
}

void read_application_properties(EncodedReader map, CbsReply& reply) {
  while (const auto key = map.value()) {
    const auto value = map.value();
    const auto name = text_of(*key);
    if (!value || !name) continue;
    if (*name == "status-code") reply.status_code = integer_of(*value);
    if (*name == "status-description") reply.status_description = text_of(*value).value_or("");
    if (*name == "com.microsoft:tracking-id") reply.tracking_id = text_of(*value).value_or("");
  }
}

}  // namespace

std::optional<CbsReply> read_cbs_reply(ByteView encoded) {
  if (encoded.empty() || !has_well_formed_sections(encoded)) return std::nullopt;
  CbsReply reply;
  for (EncodedReader reader(encoded); !reader.empty();) {
    const auto descriptor = reader.descriptor();
    const auto value = reader.value();
    if (!descriptor || !value) return std::nullopt;
    EncodedReader content(*value);
    if (*descriptor == section::kProperties) {
      if (const auto list = content.list()) read_properties(list->second, reply);
    } else if (*descriptor == section::kApplicationProperties) {
      const auto map = content.compound(kMap8, kMap32);
      if (map) read_application_properties(map->second, reply);
    }
  }
  return reply;
}

}  // namespace edge::probe
