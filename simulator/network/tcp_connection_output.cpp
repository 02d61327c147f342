// What a TcpConnection emits and reports; what it takes in is in tcp_connection.cpp.
#include "common/base/check.hpp"
#include "simulator/network/tcp_connection.hpp"

namespace edge {

std::size_t TcpConnection::own_max_segment() const {
  constexpr int kMinimum = 88;  // TCP_MIN_MSS, net/tcp.h
  const int of_path = settings_.mtu - settings_.header;
  const int wanted = std::min(of_path, settings_.max_segment.value_or(of_path));
  return static_cast<std::size_t>(std::clamp(wanted, kMinimum, 65535));
}

TcpSegment TcpConnection::make_segment(TcpPosition position) {
  TcpSegment segment;
  segment.source_port = settings_.local_port;
  segment.destination_port = settings_.peer_port;
  segment.sequence = wrap_position(position, settings_.initial_sequence);
  segment.window = advertised_window();
  if (state_ != State::syn_sent) {
    segment.ack = true;
    segment.acknowledgment = wrap_position(receiver_.acknowledgment(), peer_sequence_);
  }
  return segment;
}

/// Moves the window's edge only in large steps (RFC 9293 section 3.8.6.2.2), and never back.
std::uint32_t TcpConnection::advertised_window() {
  const TcpPosition from = receiver_.acknowledgment();
  const TcpPosition edge = from + receiver_.window();
  const auto step = std::min<std::size_t>(TcpReceiver::kCapacity / 2, own_max_segment());
  if (edge >= advertised_edge_ + step || receiver_.window() == TcpReceiver::kCapacity) {
    advertised_edge_ = std::max(advertised_edge_, edge);
  }
  return advertised_edge_ > from ? static_cast<std::uint32_t>(advertised_edge_ - from) : 0;
}

void TcpConnection::emit_syn() {
  auto segment = make_segment(0);
  segment.syn = true;
  segment.max_segment_size = static_cast<std::uint16_t>(own_max_segment());
  output_.push_back(std::move(segment));
}

void TcpConnection::emit_acknowledgment() {
  const TcpPosition position = sender_ ? sender_->highest_sent() : 1;
  output_.push_back(make_segment(position));
}

void TcpConnection::emit_reset(std::uint32_t sequence) {
  TcpSegment segment = make_segment(0);
  segment.sequence = sequence;
  segment.rst = true;
  segment.window = 0;
  output_.push_back(std::move(segment));
}

/// Sends what may be sent now. True if anything was, and so carried an acknowledgment.
bool TcpConnection::emit_chunks(Instant now) {
  bool emitted = false;
  while (auto chunk = sender_->next(now)) {
    auto segment = make_segment(chunk->position);
    segment.data = std::move(chunk->data);
    segment.fin = chunk->fin;
    output_.push_back(std::move(segment));
    emitted = true;
  }
  return emitted;
}

TcpInfo TcpConnection::info() const {
  TcpInfo info;
  info.advmss = static_cast<std::uint32_t>(own_max_segment());
  info.path_mtu = static_cast<std::uint32_t>(settings_.mtu);
  if (!sender_) {
    info.retransmits = handshake_retries_;
    info.total_retrans = handshake_retries_;
    info.backoff = handshake_backoff();
    info.rto = rtt_.rto(handshake_backoff());
    info.unacked = state_ == State::syn_sent ? 1 : 0;
    return info;
  }
  info.retransmits = sender_->retries();
  info.total_retrans = handshake_retries_ + sender_->total_retransmissions();
  info.backoff = sender_->backoff();
  info.rto = sender_->rtt().rto(sender_->backoff());
  info.rtt = sender_->rtt().rtt();
  info.snd_mss = static_cast<std::uint32_t>(sender_->max_segment());
  info.unacked = sender_->unacknowledged_segments();
  info.bytes_acked = sender_->bytes_acknowledged();
  info.bytes_received = receiver_.bytes_received();
  return info;
}

}  // namespace edge
