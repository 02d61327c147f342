#include "simulator/hub/message_sections.hpp"

#include "common/amqp/encoding.hpp"

namespace edge::sim {
namespace {

// Descriptors of a message's sections.
constexpr std::uint64_t kFirstSection = 0x70, kProperties = 0x73, kApplicationProperties = 0x74,
                        kData = 0x75, kValue = 0x77, kLastSection = 0x78;

/// Fields of the properties (part 3, section 3.2.4), by their place in the list.
enum : std::size_t { kMessageId = 0, kContentType = 6, kContentEncoding = 7 };

bool is_body(std::uint64_t descriptor) { return descriptor >= kData && descriptor <= kValue; }

/// False if there is such a section already.
bool put_once(std::optional<ByteView>& place, ByteView value) {
  if (place) return false;
  place = value;
  return true;
}

void add_body(MessageSections& sections, std::uint64_t descriptor, ByteView value) {
  const auto data = EncodedReader(value).variable(kBinary8, kBinary32);
  if (descriptor != kData || !data) sections.data.reset();
  if (sections.data) sections.data->push_back(*data);
}

/// False if it is one that may come once, and has.
bool add_section(MessageSections& sections, std::uint64_t descriptor, ByteView value) {
  switch (descriptor) {
    case kProperties: return put_once(sections.properties, value);
    case kApplicationProperties: return put_once(sections.application_properties, value);
    default: break;
  }
  if (is_body(descriptor)) add_body(sections, descriptor, value);
  return true;
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
  for (std::size_t left = map->first; left >= 2; left -= 2) {
    if (!is_string() || !read_text(reader, kString8, kString32, key)) return false;
    if (!is_string() || !read_text(reader, kString8, kString32, value)) return false;
    if (!fields.properties.emplace(std::move(key), std::move(value)).second) return false;
  }
  return reader.empty();
}

}  // namespace

std::optional<MessageSections> sections_of(ByteView encoded) {
  MessageSections sections{.data = DataSections{}};
  bool has_body = false;
  for (EncodedReader reader(encoded); !reader.empty();) {
    const auto descriptor = reader.descriptor();
    if (!descriptor || *descriptor < kFirstSection || *descriptor > kLastSection) {
      return std::nullopt;
    }
    const auto value = reader.value();
    if (!value || !add_section(sections, *descriptor, *value)) return std::nullopt;
    has_body |= is_body(*descriptor);
  }
  if (!has_body) return std::nullopt;
  return sections;
}

std::string joined(const DataSections& sections) {
  std::string text;
  for (const ByteView section : sections) text += as_text(section);
  return text;
}

std::optional<MessageFields> text_fields(const MessageSections& sections) {
  MessageFields fields;
  if (sections.properties && !read_properties(*sections.properties, fields)) return std::nullopt;
  if (sections.application_properties &&
      !read_application_properties(*sections.application_properties, fields)) {
    return std::nullopt;
  }
  return fields;
}

}  // namespace edge::sim
