// The sending half of a TCP connection: send buffer, retransmission (RFC 6298, NewReno of
// RFC 6582), congestion window (RFC 5681), the peer's window with its probes, FIN.
// Knows positions only; what it wants sent is asked of it with next().
#pragma once

#include <cstddef>
#include <optional>

#include "simulator/network/byte_queue.hpp"
#include "simulator/network/rtt_estimator.hpp"
#include "simulator/network/tcp_sequence.hpp"

namespace edge {

class TcpSender {
 public:
  static constexpr std::size_t kBufferSize = 256 * 1024;
  static constexpr unsigned kRetries = 15;  // tcp_retries2

  /// What one segment shall carry. A window probe carries nothing, at a position already
  /// acknowledged, so that the peer must answer with its window.
  struct Chunk {
    TcpPosition position = 0;
    Bytes data;
    bool fin = false;
  };

  TcpSender(std::size_t max_segment, std::uint32_t window, const RttEstimator& rtt);

  /// Takes as much as there is room for; nothing after finish().
  std::size_t write(ByteView data);
  std::size_t room() const { return kBufferSize - unacknowledged_.size(); }
  /// A FIN follows what is in the buffer.
  void finish() { finishing_ = true; }

  /// `pure`: the segment carried neither data nor FIN, so it may count as a duplicate ACK.
  void acknowledge(Instant now, TcpPosition position, std::uint32_t window, bool pure);
  /// Path MTU discovery (RFC 1191): smaller segments, beginning with what is on the way.
  void shrink_segments(std::size_t max_segment);
  void on_timeout();

  /// The next segment that may be sent now; sets the timer when there is none.
  std::optional<Chunk> next(Instant now);
  std::optional<Instant> timeout() const { return timeout_; }
  bool gave_up() const { return gave_up_; }

  TcpPosition first_unacknowledged() const { return acknowledged_; }
  TcpPosition highest_sent() const { return highest_; }
  bool finish_acknowledged() const { return finishing_ && acknowledged_ > data_end(); }

  std::size_t max_segment() const { return max_segment_; }
  const RttEstimator& rtt() const { return rtt_; }
  unsigned backoff() const { return backoff_; }
  unsigned retries() const { return retries_; }
  unsigned total_retransmissions() const { return total_retransmissions_; }
  std::uint32_t unacknowledged_segments() const;
  std::uint64_t bytes_acknowledged() const { return std::min(acknowledged_, data_end()) - 1; }

 private:
  TcpPosition data_end() const { return data_begin_ + unacknowledged_.size(); }
  TcpPosition stream_end() const { return data_end() + (finishing_ ? 1 : 0); }
  Chunk make_chunk(Instant now, TcpPosition position, std::size_t size);
  std::optional<std::size_t> sendable_size() const;
  void take_acknowledged(Instant now, TcpPosition position);
  void grow_window(std::uint64_t acknowledged);
  void on_duplicate();
  void arm(Instant now);

  RttEstimator rtt_;
  std::size_t max_segment_;

  ByteQueue unacknowledged_;
  TcpPosition data_begin_ = 1;     // of unacknowledged_
  TcpPosition acknowledged_ = 1;   // SND.UNA
  TcpPosition next_ = 1;           // SND.NXT; falls back to SND.UNA after a time-out
  TcpPosition highest_ = 1;        // end of all that was ever sent
  TcpPosition window_edge_;        // end of the peer's window; it never moves back
  bool finishing_ = false;

  std::uint64_t congestion_window_;
  std::uint64_t slow_start_threshold_;
  unsigned duplicates_ = 0;
  std::optional<TcpPosition> recovery_end_;  // in fast recovery until this is acknowledged
  bool resend_first_ = false;
  bool probe_ = false;

  struct TimedSegment {
    TcpPosition end = 0;
    Instant sent{};
  };
  std::optional<TimedSegment> timed_;  // never a retransmitted one (Karn's rule)

  std::optional<Instant> timeout_;
  unsigned backoff_ = 0;
  unsigned retries_ = 0;
  unsigned total_retransmissions_ = 0;
  bool gave_up_ = false;
};

}  // namespace edge
