// The segments that one TCP connection sends, and all that their headers say: ports, sequence
// numbers, acknowledgment, advertised window, maximum segment size. Decides nothing: when a segment
// is due is tcp_connection's business, which data it carries tcp_sender's.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "simulator/network/packet.hpp"
#include "simulator/network/tcp_receiver.hpp"
#include "simulator/network/tcp_sender.hpp"
#include "simulator/network/tcp_settings.hpp"

namespace edge {

class TcpOutput {
 public:
  explicit TcpOutput(const TcpSettings& settings) : settings_(settings) {}

  /// The peer's initial sequence number is known: every segment acknowledges from now on.
  void synchronize(std::uint32_t peer_sequence) { peer_sequence_ = peer_sequence; }
  /// CHECKs that it is known.
  std::uint32_t peer_sequence() const;

  /// Path MTU discovery (RFC 1191).
  void lower_mtu(int mtu) { settings_.mtu = std::min(settings_.mtu, mtu); }
  int mtu() const { return settings_.mtu; }
  /// Bytes of data in the largest segment for this MTU: what our SYN says.
  std::size_t max_segment() const;

  /// Each emitted segment waits for take(). `receiver` tells what is acknowledged and how much
  /// may still come.
  /// `answered` is the timestamp of the SYN that it answers.
  void emit_syn(const TcpReceiver& receiver, Instant now, std::optional<Instant> answered);
  void emit_acknowledgment(const TcpReceiver& receiver, TcpPosition position);
  void emit_reset(const TcpReceiver& receiver, std::uint32_t sequence);
  /// What `sender` may send now. True if that is anything, and so carries an acknowledgment.
  bool emit_data(const TcpReceiver& receiver, TcpSender& sender, Instant now);
  std::vector<TcpSegment> take() { return std::exchange(segments_, {}); }

  /// So much has been read since the last segment that the peer should hear of the room.
  bool owes_window_update(const TcpReceiver& receiver) const;

 private:
  TcpSegment make_segment(const TcpReceiver& receiver, TcpPosition position);
  std::uint32_t advertised_window(const TcpReceiver& receiver);

  TcpSettings settings_;
  std::optional<std::uint32_t> peer_sequence_;
  TcpPosition advertised_edge_ = 1;  // end of the window as the peer knows it
  std::vector<TcpSegment> segments_;
};

}  // namespace edge
