#include "simulator/hub/batch.hpp"

#include <string_view>
#include <utility>

namespace edge::sim {
namespace {

// Descriptors of a message's sections (part 3, section 3.2).
constexpr std::uint64_t kFirstSection = 0x70, kData = 0x75, kValue = 0x77, kLastSection = 0x78;

struct Section {
  std::uint64_t descriptor = 0;
  std::string_view content;  // after the constructor and the size of its value
};

/// Reads from the front of bytes; any failure empties it for good.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  bool at_end() const { return ok_ && rest_.empty(); }
  bool ok() const { return ok_; }

  std::string_view take(std::size_t count) {
    if (count > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::uint64_t number(std::size_t bytes) {
    std::uint64_t value = 0;
    for (const char byte : take(bytes)) value = value << 8 | static_cast<std::uint8_t>(byte);
    return value;
  }

  /// Every constructor tells the size of its value in its upper half (part 1, section 1.2).
  std::string_view value() {
    constexpr std::size_t kFixed[] = {0, 1, 2, 4, 8, 16};
    const std::uint64_t kind = number(1) >> 4;
    if (kind >= 0x4 && kind <= 0x9) return take(kFixed[kind - 0x4]);
    if (kind < 0xa) ok_ = false;
    return take(number(kind % 2 == 0 ? 1 : 4));
  }

  Section section() {
    Section read;
    if (number(1) != 0) ok_ = false;  // the constructor of a described value
    const std::uint64_t constructor = number(1);
    if (constructor != 0x53 && constructor != 0x80) ok_ = false;
    read.descriptor = number(constructor == 0x53 ? 1 : 8);
    read.content = value();
    if (read.descriptor < kFirstSection || read.descriptor > kLastSection) ok_ = false;
    return read;
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

bool is_body(const Section& section) {
  return section.descriptor >= kData && section.descriptor <= kValue;
}

/// The contents of the bodies of an encoded message; nothing if it is malformed or has none.
std::optional<std::vector<Section>> bodies_of(std::string_view encoded) {
  std::vector<Section> bodies;
  Reader reader(encoded);
  while (reader.ok() && !reader.at_end()) {
    const Section section = reader.section();
    if (is_body(section)) bodies.push_back(section);
  }
  if (!reader.ok() || bodies.empty()) return std::nullopt;
  return bodies;
}

}  // namespace

std::optional<Batch> messages_of_batch(const std::vector<char>& encoded) {
  const auto bodies = bodies_of({encoded.data(), encoded.size()});
  if (!bodies) return std::nullopt;
  Batch messages;
  for (const Section& body : *bodies) {
    if (body.descriptor != kData || !bodies_of(body.content)) return std::nullopt;
    messages.emplace_back(body.content.begin(), body.content.end());
  }
  return messages;
}

}  // namespace edge::sim
