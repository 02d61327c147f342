#include "simulator/hub/amqp/message_sections.hpp"

#include <utility>

#include "common/amqp/encoding.hpp"
#include "common/amqp/sections.hpp"
#include "common/amqp/well_formed.hpp"

namespace edge::sim {
namespace {

/// Fields of the properties (part 3, section 3.2.4), by their place in the list.
enum : std::size_t { kMessageId = 0, kContentType = 6, kContentEncoding = 7 };

BodyKind body_kind(std::uint64_t descriptor) {
  switch (descriptor) {
    case section::kData: return BodyKind::data;
    case section::kSequence: return BodyKind::sequence;
    case section::kValue: return BodyKind::value;
    default: return BodyKind::none;
  }
}

/// False if there is such a section already.
bool put_once(std::optional<ByteView>& place, ByteView value) {
  if (place) return false;
  place = value;
  return true;
}

/// False if it is none, or none that may follow what there is.
bool add_body(MessageSections& message, BodyKind kind, ByteView value) {
  if (message.body != BodyKind::none && (message.body != kind || kind != BodyKind::data)) {
    return false;
  }
  message.body = kind;
  if (kind != BodyKind::data) return is_well_formed(value);
  const auto data = EncodedReader(value).variable(kBinary8, kBinary32);
  if (data) message.data.push_back(*data);
  return data.has_value();
}

bool add_section(MessageSections& message, std::uint64_t descriptor, ByteView value) {
  switch (descriptor) {
    case section::kProperties: return put_once(message.properties, value);
    case section::kApplicationProperties: return put_once(message.application_properties, value);
    default: break;
  }
  const BodyKind kind = body_kind(descriptor);
  return kind == BodyKind::none || add_body(message, kind, value);
}

/// Takes the next value into `text`, whose codes are `type8` and `type32`, if it is that or null.
bool read_text(EncodedReader& reader, std::uint8_t type8, std::uint8_t type32, std::string& text) {
  const auto found = reader.variable(type8, type32);
  if (found) text = as_text(*found);
  return found.has_value();
}

bool read_field(EncodedReader& reader, std::size_t place, MessageFields& fields) {
  switch (place) {
    case kMessageId: return read_text(reader, kString8, kString32, fields.message_id);
    case kContentType: return read_text(reader, kSymbol8, kSymbol32, fields.content_type);
    case kContentEncoding: return read_text(reader, kSymbol8, kSymbol32, fields.content_encoding);
    default: return reader.value().has_value();
  }
}

bool read_properties(ByteView encoded, MessageFields& fields) {
  auto list = EncodedReader(encoded).list();
  if (!list) return false;
  for (std::size_t place = 0; place < list->first; ++place) {
    if (!read_field(list->second, place, fields)) return false;
  }
  return true;
}

bool read_application_properties(ByteView encoded, MessageFields& fields) {
  auto map = EncodedReader(encoded).compound(kMap8, kMap32);
  if (!map) return false;
  EncodedReader& reader = map->second;
  const auto is_string = [&reader] {
    return !reader.empty() && (reader.rest()[0] == kString8 || reader.rest()[0] == kString32);
  };
  std::string key, value;
  std::size_t left = map->first;
  for (; left >= 2; left -= 2) {
    if (!is_string() || !read_text(reader, kString8, kString32, key)) return false;
    if (!is_string() || !read_text(reader, kString8, kString32, value)) return false;
    if (!fields.properties.emplace(std::move(key), std::move(value)).second) return false;
  }
  return left == 0 && reader.empty();
}

}  // namespace

std::optional<MessageSections> sections_of(ByteView encoded) {
  MessageSections message{.encoded = encoded};
  if (encoded.empty()) return std::nullopt;
  for (EncodedReader reader(encoded); !reader.empty();) {
    const auto descriptor = reader.descriptor();
    if (!descriptor || *descriptor < section::kHeader || *descriptor > section::kFooter) {
      return std::nullopt;
    }
    const auto value = reader.value();
    if (!value || !add_section(message, *descriptor, *value)) return std::nullopt;
  }
  return message;
}

std::optional<Messages> messages_in(ByteView encoded) {
  auto outer = sections_of(encoded);
  if (!outer) return std::nullopt;
  Messages inner;
  for (const ByteView data : outer->data) {
    if (auto message = sections_of(data)) inner.push_back(std::move(*message));
  }
  if (inner.empty()) {
    inner.push_back(std::move(*outer));
  } else if (inner.size() != outer->data.size()) {
    return std::nullopt;
  }
  return inner;
}

std::string joined_data(const MessageSections& message) {
  std::string text;
  for (const ByteView section : message.data) text += as_text(section);
  return text;
}

bool read_text_fields(const MessageSections& message, MessageFields& fields) {
  return (!message.properties || read_properties(*message.properties, fields)) &&
         (!message.application_properties ||
          read_application_properties(*message.application_properties, fields));
}

}  // namespace edge::sim
