// The retransmission time-out of one TCP connection (RFC 6298) with Linux's limits.
#pragma once

#include <algorithm>
#include <optional>

#include "common/world/time.hpp"

namespace edge {

class RttEstimator {
 public:
  static constexpr Duration kInitialRto = std::chrono::seconds{1};
  static constexpr Duration kMinimumRto = std::chrono::milliseconds{200};  // TCP_RTO_MIN
  static constexpr Duration kMaximumRto = std::chrono::seconds{120};       // TCP_RTO_MAX

  void sample(Duration rtt) {
    if (!smoothed_) {
      smoothed_ = rtt;
      variation_ = rtt / 2;
    } else {
      variation_ = (variation_ * 3 + std::chrono::abs(*smoothed_ - rtt)) / 4;
      smoothed_ = (*smoothed_ * 7 + rtt) / 8;
    }
  }

  std::optional<Duration> rtt() const { return smoothed_; }

  /// The time-out after `backoff` doublings. Linux keeps the term of the variation at no less than
  /// the minimum (tcp_rtt_estimator, net/ipv4/tcp_input.c), so a steady path waits RTT + 200 ms.
  Duration rto(unsigned backoff = 0) const {
    Duration rto = kInitialRto;
    if (smoothed_) rto = *smoothed_ + std::max(variation_ * 4, kMinimumRto);
    for (unsigned i = 0; i < backoff && rto < kMaximumRto; ++i) rto *= 2;
    return std::min(rto, kMaximumRto);
  }

 private:
  std::optional<Duration> smoothed_;
  Duration variation_{};
};

}  // namespace edge
