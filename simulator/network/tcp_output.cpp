#include "simulator/network/tcp_output.hpp"

#include "common/base/check.hpp"

namespace edge {

std::uint32_t TcpOutput::peer_sequence() const {
  CHECK(peer_sequence_);
  return *peer_sequence_;
}

std::size_t TcpOutput::max_segment() const {
  constexpr int kMinimum = 88;  // TCP_MIN_MSS, net/tcp.h
  const int of_path = settings_.mtu - settings_.header;
  const int wanted = std::min(of_path, settings_.max_segment.value_or(of_path));
  return static_cast<std::size_t>(std::clamp(wanted, kMinimum, 65535));
}

TcpSegment TcpOutput::make_segment(const TcpReceiver& receiver, TcpPosition position) {
  TcpSegment segment;
  segment.source_port = settings_.local_port;
  segment.destination_port = settings_.peer_port;
  segment.sequence = wrap_position(position, settings_.initial_sequence);
  segment.window = advertised_window(receiver);
  if (peer_sequence_) {
    segment.ack = true;
    segment.acknowledgment = wrap_position(receiver.acknowledgment(), *peer_sequence_);
  }
  return segment;
}

/// Moves the window's edge only in large steps (RFC 9293 section 3.8.6.2.2), and never back.
std::uint32_t TcpOutput::advertised_window(const TcpReceiver& receiver) {
  const TcpPosition from = receiver.acknowledgment();
  const TcpPosition edge = from + receiver.window();
  const auto step = std::min<std::size_t>(TcpReceiver::kCapacity / 2, max_segment());
  if (edge >= advertised_edge_ + step || receiver.window() == TcpReceiver::kCapacity) {
    advertised_edge_ = std::max(advertised_edge_, edge);
  }
  return advertised_edge_ > from ? static_cast<std::uint32_t>(advertised_edge_ - from) : 0;
}

bool TcpOutput::owes_window_update(const TcpReceiver& receiver) const {
  const TcpPosition edge = receiver.acknowledgment() + receiver.window();
  return edge >= advertised_edge_ + TcpReceiver::kCapacity / 2;
}

void TcpOutput::emit_syn(const TcpReceiver& receiver, Instant now,
                         std::optional<Instant> answered) {
  auto segment = make_segment(receiver, 0);
  segment.syn = true;
  segment.timestamp = now;
  segment.timestamp_echo = answered;
  segment.max_segment_size = static_cast<std::uint16_t>(max_segment());
  segments_.push_back(std::move(segment));
}

void TcpOutput::emit_acknowledgment(const TcpReceiver& receiver, TcpPosition position) {
  segments_.push_back(make_segment(receiver, position));
}

void TcpOutput::emit_reset(const TcpReceiver& receiver, std::uint32_t sequence) {
  TcpSegment segment = make_segment(receiver, 0);
  segment.sequence = sequence;
  segment.rst = true;
  segment.window = 0;
  segments_.push_back(std::move(segment));
}

bool TcpOutput::emit_data(const TcpReceiver& receiver, TcpSender& sender, Instant now) {
  bool emitted = false;
  while (auto chunk = sender.next(now)) {
    auto segment = make_segment(receiver, chunk->position);
    segment.data = std::move(chunk->data);
    segment.fin = chunk->fin;
    segments_.push_back(std::move(segment));
    emitted = true;
  }
  return emitted;
}

}  // namespace edge
