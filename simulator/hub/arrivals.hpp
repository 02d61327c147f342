// What devices have sent to a hub: the newest are kept for whoever asks, each with a number.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "simulator/hub/device_registry.hpp"

namespace edge::sim {

/// One telemetry message.
struct Arrival {
  std::uint64_t sequence = 0;  // 1, 2, 3, ...
  Identity from;
  WallTime at{};               // by the hub's clock
  std::string message_id;      // as text; empty: none, as the next two
  std::string content_type, content_encoding;
  std::map<std::string, std::string> properties;  // application properties, as text
  std::string body;            // as sent
};

class Arrivals {
 public:
  explicit Arrivals(std::size_t kept = 10'000) : kept_(kept) {}

  /// Numbers `arrival` and keeps it, in place of the oldest if there are too many.
  const Arrival& add(Arrival arrival);
  const std::deque<Arrival>& newest() const { return arrivals_; }
  std::uint64_t last() const { return last_; }
  /// The numbers go on after `last`, as those of an earlier run did.
  void go_on_after(std::uint64_t last) { last_ = last; }

 private:
  std::size_t kept_;
  std::uint64_t last_ = 0;
  std::deque<Arrival> arrivals_;
};

}  // namespace edge::sim
