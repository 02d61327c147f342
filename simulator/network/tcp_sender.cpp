#include "simulator/network/tcp_sender.hpp"

namespace edge {

namespace {

constexpr std::uint64_t kInitialSegments = 10;  // RFC 6928
constexpr unsigned kDuplicatesForLoss = 3;      // RFC 5681

}  // namespace

TcpSender::TcpSender(std::size_t max_segment, std::uint32_t window, const RttEstimator& rtt)
    : rtt_(rtt),
      max_segment_(max_segment),
      window_edge_(1 + window),
      congestion_window_(kInitialSegments * max_segment),
      slow_start_threshold_(TcpSender::kBufferSize) {}

std::size_t TcpSender::write(ByteView data) {
  if (finishing_) return 0;
  const auto taken = data.first(std::min(data.size(), room()));
  unacknowledged_.append(taken);
  return taken.size();
}

std::uint32_t TcpSender::unacknowledged_segments() const {
  const auto in_flight = highest_ - acknowledged_;
  return static_cast<std::uint32_t>((in_flight + max_segment_ - 1) / max_segment_);
}

void TcpSender::acknowledge(Instant now, TcpPosition position, std::uint32_t window, bool pure) {
  CHECK(position <= highest_);
  if (position < acknowledged_) return;
  const TcpPosition edge = position + window;
  const bool window_opens = edge > window_edge_;
  window_edge_ = std::max(window_edge_, edge);

  const bool in_flight = highest_ > acknowledged_;
  if (position > acknowledged_) {
    take_acknowledged(now, position);
  } else if (!in_flight) {
    retries_ = 0;  // the answer to a window probe
    if (window_opens) {
      backoff_ = 0;
      timeout_.reset();
    }
  } else if (pure && !window_opens) {
    on_duplicate();
  }
}

void TcpSender::take_acknowledged(Instant now, TcpPosition position) {
  const auto count = position - acknowledged_;
  const TcpPosition data_position = std::min(position, data_end());
  unacknowledged_.drop(data_position - data_begin_);
  data_begin_ = data_position;
  acknowledged_ = position;
  next_ = std::max(next_, position);

  if (timed_ && position >= timed_->end) {
    rtt_.sample(now - timed_->sent);
    timed_.reset();
  }
  retries_ = 0;
  backoff_ = 0;
  duplicates_ = 0;
  timeout_.reset();

  if (!recovery_end_) {
    grow_window(count);
  } else if (position >= *recovery_end_) {
    recovery_end_.reset();
    congestion_window_ = slow_start_threshold_;
  } else {
    // A partial acknowledgment shows the next hole.
    resend_first_ = true;
    const auto rest = congestion_window_ > count ? congestion_window_ - count : 0;
    congestion_window_ = rest + max_segment_;
  }
}

void TcpSender::grow_window(std::uint64_t acknowledged) {
  if (congestion_window_ < slow_start_threshold_) {
    congestion_window_ += std::min<std::uint64_t>(acknowledged, max_segment_);
  } else {
    congestion_window_ += std::max<std::uint64_t>(1, max_segment_ * max_segment_ /
                                                         congestion_window_);
  }
}

void TcpSender::on_duplicate() {
  ++duplicates_;
  if (recovery_end_) {
    congestion_window_ += max_segment_;
  } else if (duplicates_ == kDuplicatesForLoss && next_ == highest_) {
    const auto in_flight = highest_ - acknowledged_;
    slow_start_threshold_ = std::max<std::uint64_t>(in_flight / 2, 2 * max_segment_);
    congestion_window_ = slow_start_threshold_ + kDuplicatesForLoss * max_segment_;
    recovery_end_ = highest_;
    resend_first_ = true;
  }
}

void TcpSender::shrink_segments(std::size_t max_segment) {
  if (max_segment >= max_segment_) return;
  max_segment_ = max_segment;
  next_ = acknowledged_;
  timed_.reset();
}

void TcpSender::on_timeout() {
  timeout_.reset();
  if (retries_ == kRetries) {
    gave_up_ = true;
    return;
  }
  ++retries_;
  ++backoff_;
  if (highest_ == acknowledged_) {
    probe_ = true;
    return;
  }
  // Without selective acknowledgment all that is on the way counts as lost.
  const auto in_flight = highest_ - acknowledged_;
  if (retries_ == 1) {
    slow_start_threshold_ = std::max<std::uint64_t>(in_flight / 2, 2 * max_segment_);
  }
  congestion_window_ = max_segment_;
  next_ = acknowledged_;
  duplicates_ = 0;
  recovery_end_.reset();
  resend_first_ = false;
}

std::optional<TcpSender::Chunk> TcpSender::next(Instant now) {
  if (gave_up_) return {};
  if (probe_) {
    probe_ = false;
    return Chunk{acknowledged_ - 1, {}, false};
  }
  if (resend_first_) {
    resend_first_ = false;
    const TcpPosition end = std::min(data_end(), highest_);
    const auto size = end > acknowledged_ ? end - acknowledged_ : 0;
    return make_chunk(now, acknowledged_, std::min<std::size_t>(size, max_segment_));
  }
  if (const auto size = sendable_size()) {
    auto chunk = make_chunk(now, next_, *size);
    next_ += chunk.data.size() + (chunk.fin ? 1 : 0);
    highest_ = std::max(highest_, next_);
    return chunk;
  }
  arm(now);
  return {};
}

std::optional<std::size_t> TcpSender::sendable_size() const {
  if (next_ >= stream_end()) return {};
  const std::size_t data_left = data_end() > next_ ? data_end() - next_ : 0;
  if (data_left == 0) return 0;  // a FIN, which needs no room in the peer's buffer

  const TcpPosition edge = std::min(window_edge_, acknowledged_ + congestion_window_);
  const std::size_t allowed = edge > next_ ? edge - next_ : 0;
  const std::size_t size = std::min({data_left, allowed, max_segment_});
  if (size == 0) return {};
  // No small segment only because a window is nearly used up (RFC 9293 section 3.8.6.2.1).
  const bool cut_short = size < std::min(data_left, max_segment_);
  if (cut_short && next_ > acknowledged_) return {};
  return size;
}

TcpSender::Chunk TcpSender::make_chunk(Instant now, TcpPosition position, std::size_t size) {
  const auto data = unacknowledged_.view(position - data_begin_, size);
  Chunk chunk{position, Bytes(data.begin(), data.end()), false};
  const TcpPosition end = position + size;
  chunk.fin = finishing_ && end == data_end();
  if (position < highest_) {
    ++total_retransmissions_;
    timed_.reset();
  } else if (!timed_) {
    timed_ = TimedSegment{end + (chunk.fin ? 1 : 0), now};
  }
  return chunk;
}

void TcpSender::arm(Instant now) {
  const bool in_flight = highest_ > acknowledged_;
  const bool waits_for_window = next_ < stream_end();
  if (!in_flight && !waits_for_window) timeout_.reset();
  if (!timeout_ && (in_flight || waits_for_window)) timeout_ = now + rtt_.rto(backoff_);
}

}  // namespace edge
