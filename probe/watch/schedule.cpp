#include "probe/watch/schedule.hpp"

#include <array>
#include <cstring>

namespace edge::probe {
namespace {

/// From 0 up to `most`.
Duration drawn(World& world, Duration most) {
  std::array<std::uint8_t, sizeof(std::uint32_t)> bytes;
  world.random(bytes);
  std::uint32_t number;
  std::memcpy(&number, bytes.data(), sizeof number);
  return Duration{static_cast<std::int64_t>(static_cast<double>(most.count()) * number / 0x1p32)};
}

}  // namespace

Instant Schedule::next() {
  planned_ += every_;
  const Instant now = world_.now();
  if (planned_ <= now) {
    const auto over = (now - planned_) / every_ + 1;
    missed_ += static_cast<int>(over);
    planned_ += over * every_;
  }
  return planned_ + drawn(world_, every_ / kJitterPart);
}

}  // namespace edge::probe
