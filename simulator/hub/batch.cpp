#include "simulator/hub/batch.hpp"

#include "common/amqp/encoding.hpp"

namespace edge::sim {
namespace {

// Descriptors of a message's sections (part 3, section 3.2).
constexpr std::uint64_t kFirstSection = 0x70, kData = 0x75, kValue = 0x77, kLastSection = 0x78;

struct Section {
  std::uint64_t descriptor = 0;
  ByteView value;  // with its type code
};

std::optional<Section> take_section(EncodedReader& reader) {
  const auto descriptor = reader.descriptor();
  if (!descriptor || *descriptor < kFirstSection || *descriptor > kLastSection) return std::nullopt;
  const auto value = reader.value();
  if (!value) return std::nullopt;
  return Section{*descriptor, *value};
}

bool is_body(const Section& section) {
  return section.descriptor >= kData && section.descriptor <= kValue;
}

/// The bodies of an encoded message; nothing if it is malformed or has none.
std::optional<std::vector<Section>> bodies_of(ByteView encoded) {
  std::vector<Section> bodies;
  EncodedReader reader(encoded);
  while (!reader.empty()) {
    const auto section = take_section(reader);
    if (!section) return std::nullopt;
    if (is_body(*section)) bodies.push_back(*section);
  }
  if (bodies.empty()) return std::nullopt;
  return bodies;
}

}  // namespace

std::optional<DataSections> data_sections(const std::vector<char>& encoded) {
  const auto bodies = bodies_of(as_bytes({encoded.data(), encoded.size()}));
  if (!bodies) return std::nullopt;
  DataSections sections;
  for (const Section& body : *bodies) {
    const auto data = EncodedReader(body.value).variable(kBinary8, kBinary32);
    if (body.descriptor != kData || !data) return std::nullopt;
    sections.push_back(*data);
  }
  return sections;
}

std::optional<Batch> messages_of_batch(const DataSections& sections) {
  Batch messages;
  for (const ByteView section : sections) {
    if (!bodies_of(section)) return std::nullopt;
    messages.emplace_back(section.begin(), section.end());
  }
  return messages;
}

std::string joined(const DataSections& sections) {
  std::string text;
  for (const ByteView section : sections) text += as_text(section);
  return text;
}

}  // namespace edge::sim
