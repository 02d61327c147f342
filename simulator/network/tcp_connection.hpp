// The protocol machine of one TCP connection (RFC 9293): consumes segments, ICMP errors, time-outs
// and the user's calls; emits segments. Touches no clock, no socket and no network: time is told to
// it, output is fetched from it.
//
// Left out on purpose: delayed ACKs and Nagle (every program here sets TCP_NODELAY and quick ACKs
// keep each virtual time a sum of wire delays), selective ACK, timestamps, simultaneous open.
#pragma once

#include <optional>
#include <vector>

#include "simulator/network/packet.hpp"
#include "simulator/network/tcp_handshake.hpp"
#include "simulator/network/tcp_output.hpp"
#include "simulator/network/tcp_receiver.hpp"
#include "simulator/network/tcp_sender.hpp"
#include "simulator/network/tcp_settings.hpp"

namespace edge {

class TcpConnection {
 public:
  enum class State { syn_sent, syn_received, established, time_wait, closed };

  /// Sends a SYN.
  static TcpConnection open(Instant now, const TcpSettings& settings);
  /// Answers `syn` with SYN+ACK.
  static TcpConnection answer(Instant now, const TcpSettings& settings, const TcpSegment& syn);

  void on_segment(Instant now, const TcpSegment& segment);
  /// An ICMP error that ends an attempt to connect, and is ignored later (tcp_v4_err). `sequence`
  /// is that of the quoted segment; false if it was none of this connection's or came too late.
  bool on_unreachable(std::uint32_t sequence, const ErrorCode& error);
  /// "Fragmentation needed".
  void on_packet_too_big(Instant now, std::uint32_t sequence, int mtu);
  void on_timeout(Instant now);
  std::optional<Instant> timeout() const;
  std::vector<TcpSegment> take_output() { return output_.take(); }

  /// Takes what the send buffer has room for.
  std::size_t write(Instant now, ByteView data);
  std::size_t read(MutableByteView out);
  /// As close(2): FIN after what is buffered, or RST when bytes were left unread.
  void close(Instant now);
  /// Ends the connection with RST.
  void reset();
  /// Gives up an attempt to connect without a word.
  void abandon(const ErrorCode& error);

  State state() const { return state_; }
  /// Why the connection ended; clear while it stands and after an orderly end.
  const ErrorCode& error() const { return error_; }
  bool closed_by_user() const { return closed_by_user_; }
  std::size_t unread() const { return receiver_.unread(); }
  bool peer_finished() const { return receiver_.finished(); }
  std::size_t room() const { return sender_ ? sender_->room() : 0; }
  TcpInfo info() const;

 private:
  TcpConnection(const TcpSettings& settings, State state, const TcpHandshake& handshake);

  void in_syn_sent(Instant now, const TcpSegment& segment);
  void in_connection(Instant now, const TcpSegment& segment, TcpPosition position);
  bool acceptable(const TcpSegment& segment, TcpPosition position) const;
  void take_reset(TcpPosition position);
  bool take_acknowledgment(Instant now, const TcpSegment& segment);
  void take_data(Instant now, const TcpSegment& segment, TcpPosition position);
  void establish(Instant now, const TcpSegment& segment);
  void settle(Instant now);
  void retry_handshake(Instant now);
  void finish(const ErrorCode& error);

  void send_syn(Instant now);
  void emit_acknowledgment();
  void emit_reset();
  bool emit_data(Instant now) { return output_.emit_data(receiver_, *sender_, now); }

  std::uint32_t initial_sequence_;
  State state_;
  ErrorCode error_;
  bool closed_by_user_ = false;
  bool closed_first_ = false;        // then TIME_WAIT is ours

  std::uint16_t peer_max_segment_ = 536;  // RFC 9293 section 3.7.1
  std::optional<Instant> peer_timestamp_;  // of its SYN
  TcpReceiver receiver_;
  std::optional<TcpSender> sender_;  // once the handshake is done
  TcpOutput output_;

  TcpHandshake handshake_;
  std::optional<Instant> deadline_;  // of the handshake, FIN_WAIT_2 or TIME_WAIT
};

}  // namespace edge
