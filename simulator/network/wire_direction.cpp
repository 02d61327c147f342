#include "simulator/network/wire_direction.hpp"

#include <algorithm>

#include "common/base/fnv1a.hpp"

namespace edge {
namespace {

constexpr std::int64_t kQueueBytes = 1000 * 1500;
constexpr Duration kLeastHoldBack = std::chrono::milliseconds{1};

}  // namespace

WireDirection::WireDirection(std::uint64_t seed, std::string_view name)
    : generator_(seed ^ fnv1a(as_bytes(name))) {}

// Not std::uniform_real_distribution: its results are the library's choice.
double WireDirection::uniform() { return static_cast<double>(generator_() >> 11) * 0x1.0p-53; }

bool WireDirection::happens(double probability) {
  return probability > 0 && uniform() < probability;
}

bool WireDirection::loses(const Wire& wire) {
  if (happens(bad_ ? wire.bursts.ends : wire.bursts.begins)) bad_ = !bad_;
  return happens(bad_ ? wire.bursts.loss : wire.loss);
}

Duration WireDirection::serialization(const Wire& wire, int bytes) const {
  if (wire.rate_bps == 0) return Duration::zero();
  const auto seconds = static_cast<double>(bytes) * 8 / static_cast<double>(wire.rate_bps);
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

Transit WireDirection::send(const Wire& wire, Instant now, int bytes) {
  if (!wire.up) return {};
  const Instant start = std::max(now, idle_from_);
  if (start - now > serialization(wire, kQueueBytes)) return {};
  idle_from_ = start + serialization(wire, bytes);

  Transit transit;
  transit.entered = true;
  if (bytes > wire.mtu) return transit;
  const bool lost = loses(wire);
  const bool corrupted = happens(wire.corrupt);
  const bool duplicated = happens(wire.duplicate);
  const bool reordered = happens(wire.reorder);
  Duration delay = wire.delay;
  if (wire.jitter > Duration::zero()) {
    const double offset = static_cast<double>(wire.jitter.count()) * (2 * uniform() - 1);
    delay = std::max(Duration::zero(), delay + Duration{static_cast<Duration::rep>(offset)});
  }
  if (lost || corrupted) return transit;

  Instant arrival = std::max(idle_from_ + delay, last_arrival_);
  if (reordered) {
    arrival += std::max(wire.delay, kLeastHoldBack);
  } else {
    last_arrival_ = arrival;
  }
  transit.arrivals = duplicated ? 2 : 1;
  transit.at = {arrival, arrival};
  return transit;
}

}  // namespace edge
