#include "common/amqp/header.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace edge {
namespace {

constexpr std::size_t kNameSize = 4;  // "AMQP"

bool begins_with_amqp(ByteView bytes) {
  const std::size_t size = std::min(bytes.size(), kNameSize);
  return std::equal(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size),
                    kAmqpHeader.begin());
}

}  // namespace

HeaderKind classify_header(ByteView first_bytes) {
  if (!begins_with_amqp(first_bytes)) return HeaderKind::not_amqp;
  if (first_bytes.size() < kAmqpHeader.size()) return HeaderKind::incomplete;
  const ByteView header = first_bytes.first(kAmqpHeader.size());
  if (std::ranges::equal(header, kAmqpHeader)) return HeaderKind::amqp;
  if (std::ranges::equal(header, kSaslHeader)) return HeaderKind::sasl;
  return HeaderKind::other_amqp;
}

std::string describe_header(ByteView first_bytes) {
  if (first_bytes.size() < kAmqpHeader.size() || !begins_with_amqp(first_bytes)) return {};
  return fmt::format("AMQP {} {} {} {}", first_bytes[4], first_bytes[5], first_bytes[6],
                     first_bytes[7]);
}

}  // namespace edge
