#include "common/world/guid.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

namespace edge {

std::string random_guid(World& world) {
  std::array<std::uint8_t, 16> id;
  world.random(id);
  id[6] = static_cast<std::uint8_t>((id[6] & 0x0f) | 0x40);  // version 4
  id[8] = static_cast<std::uint8_t>((id[8] & 0x3f) | 0x80);  // variant of RFC 9562
  const auto hex = fmt::format("{:02x}", fmt::join(id, ""));
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20));
}

std::string random_hex(World& world, std::size_t bytes) {
  Bytes id(bytes);
  world.random(id);
  return fmt::format("{:02x}", fmt::join(id, ""));
}

}  // namespace edge
