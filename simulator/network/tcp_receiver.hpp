// The receiving half of a TCP connection: puts segments in order and offers what is complete.
// Knows positions only; no ports, no clock, no segments of its own.
#pragma once

#include <cstddef>
#include <map>
#include <optional>

#include "simulator/network/byte_queue.hpp"
#include "simulator/network/tcp_sequence.hpp"

namespace edge {

class TcpReceiver {
 public:
  /// Unread and out-of-order bytes together never exceed twice this.
  static constexpr std::size_t kCapacity = 64 * 1024;

  /// Takes what of `data` lies in the window; `fin` when the segment carried FIN after its data.
  void accept(TcpPosition position, ByteView data, bool fin);
  std::size_t read(MutableByteView out) { return ready_.take(out); }

  /// The position wanted next: what an ACK says.
  TcpPosition acknowledgment() const { return next_ + (finished() ? 1 : 0); }
  std::size_t window() const { return kCapacity - ready_.size(); }
  std::size_t unread() const { return ready_.size(); }
  /// Everything up to the FIN has arrived.
  bool finished() const { return fin_at_ && *fin_at_ == next_; }
  std::uint64_t bytes_received() const { return next_ - 1; }
  bool has_gap() const { return !out_of_order_.empty(); }

 private:
  void keep_out_of_order(TcpPosition position, ByteView data);
  void join_out_of_order();

  TcpPosition next_ = 1;
  ByteQueue ready_;
  std::map<TcpPosition, Bytes> out_of_order_;  // beyond a gap
  std::size_t out_of_order_bytes_ = 0;
  std::optional<TcpPosition> fin_at_;
};

}  // namespace edge
