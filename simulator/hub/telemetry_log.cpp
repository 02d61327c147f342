#include "simulator/hub/telemetry_log.hpp"

#include <utility>

namespace edge::sim {
namespace {

/// About what it takes in memory.
std::size_t size_of(const Arrival& arrival) {
  constexpr std::size_t kOverhead = 256, kOfProperty = 128;
  std::size_t size = kOverhead + arrival.body.size() + arrival.message_id.size() +
                     arrival.content_type.size() + arrival.content_encoding.size();
  for (const auto& [name, value] : arrival.properties) {
    size += kOfProperty + name.size() + value.size();
  }
  return size;
}

}  // namespace

const Arrival& TelemetryLog::add(Arrival&& arrival) {
  arrival.sequence = last_ + 1;
  restore(std::move(arrival));
  more_.set();
  return arrivals_.back();
}

void TelemetryLog::restore(Arrival&& arrival) {
  last_ = arrival.sequence;
  bytes_ += size_of(arrival);
  arrivals_.push_back(std::move(arrival));
  while (arrivals_.size() > 1 && (arrivals_.size() > kept_ || bytes_ > kept_bytes_)) {
    bytes_ -= size_of(arrivals_.front());
    arrivals_.pop_front();
  }
}

}  // namespace edge::sim
