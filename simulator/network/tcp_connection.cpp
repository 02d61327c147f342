#include "simulator/network/tcp_connection.hpp"

#include <boost/asio/error.hpp>

#include "common/base/check.hpp"

namespace edge {

namespace error = boost::asio::error;

namespace {

constexpr Duration kFinWait2 = std::chrono::seconds{60};  // tcp_fin_timeout
// Long enough to answer a FIN that is sent again; ports are handed out in turn, so that an old
// segment never meets a new connection.
constexpr Duration kTimeWait = std::chrono::seconds{2};

}  // namespace

TcpConnection::TcpConnection(const TcpSettings& settings, State state,
                             const TcpHandshake& handshake)
    : initial_sequence_(settings.initial_sequence),
      state_(state),
      output_(settings),
      handshake_(handshake) {}

TcpConnection TcpConnection::open(Instant now, const TcpSettings& settings) {
  const auto handshake = TcpHandshake::active(now, settings.syn_schedule);
  TcpConnection connection(settings, State::syn_sent, handshake);
  connection.send_syn(now);
  return connection;
}

TcpConnection TcpConnection::answer(Instant now, const TcpSettings& settings,
                                    const TcpSegment& syn) {
  TcpConnection connection(settings, State::syn_received, TcpHandshake::passive(now));
  connection.output_.synchronize(syn.sequence);
  connection.peer_max_segment_ = syn.max_segment_size.value_or(connection.peer_max_segment_);
  connection.peer_timestamp_ = syn.timestamp;
  connection.send_syn(now);
  return connection;
}

void TcpConnection::on_segment(Instant now, const TcpSegment& segment) {
  if (state_ == State::closed) return;
  if (state_ == State::syn_sent) {
    in_syn_sent(now, segment);
  } else {
    const auto position =
        unwrap_sequence(segment.sequence, output_.peer_sequence(), receiver_.acknowledgment());
    in_connection(now, segment, position);
  }
  settle(now);
}

void TcpConnection::in_syn_sent(Instant now, const TcpSegment& segment) {
  const std::uint32_t expected = initial_sequence_ + 1;
  if (segment.ack && segment.acknowledgment != expected) {
    if (!segment.rst) output_.emit_reset(receiver_, segment.acknowledgment);
    return;
  }
  if (segment.rst) {
    if (segment.ack) finish(error::connection_refused);
    return;
  }
  if (!segment.syn || !segment.ack) return;
  output_.synchronize(segment.sequence);
  peer_max_segment_ = segment.max_segment_size.value_or(peer_max_segment_);
  establish(now, segment);
  emit_acknowledgment();
}

void TcpConnection::establish(Instant now, const TcpSegment& segment) {
  state_ = State::established;
  deadline_.reset();
  const auto max_segment = std::min<std::size_t>(output_.max_segment(), peer_max_segment_);
  sender_.emplace(max_segment, segment.window, handshake_.complete(now, segment.timestamp_echo));
}

void TcpConnection::in_connection(Instant now, const TcpSegment& segment, TcpPosition position) {
  if (segment.syn && position == 0 && state_ == State::syn_received && !segment.ack) {
    // Our SYN+ACK was lost, or is late. Linux has the first SYN's timestamp in each (tcp_check_req,
    // net/ipv4/tcp_minisocks.c).
    output_.emit_syn(receiver_, now, peer_timestamp_);
    return;
  }
  if (!acceptable(segment, position)) {
    if (!segment.rst) emit_acknowledgment();
    return;
  }
  if (segment.rst) return take_reset(position);
  if (segment.syn) return emit_acknowledgment();  // a challenge (RFC 5961 section 4)
  if (!segment.ack || !take_acknowledgment(now, segment)) return;
  take_data(now, segment, position);
}

/// RFC 9293 section 3.10.7.4, first check. A FIN needs no room.
bool TcpConnection::acceptable(const TcpSegment& segment, TcpPosition position) const {
  const TcpPosition expected = receiver_.acknowledgment();
  const TcpPosition edge = expected + receiver_.window();
  const TcpPosition end = position + segment_length(segment);
  if (end == position) return position >= expected && position <= edge;
  return end > expected && position <= edge;
}

void TcpConnection::take_reset(TcpPosition position) {
  if (state_ == State::time_wait) return;  // RFC 1337
  if (position == receiver_.acknowledgment()) {
    // EPIPE in CLOSE_WAIT, as tcp_reset() in net/ipv4/tcp_input.c.
    if (peer_finished()) return finish(error::broken_pipe);
    finish(error::connection_reset);
  } else {
    emit_acknowledgment();  // a challenge (RFC 5961 section 3)
  }
}

/// False if the segment is not to be looked at any further.
bool TcpConnection::take_acknowledgment(Instant now, const TcpSegment& segment) {
  if (state_ == State::syn_received) {
    if (segment.acknowledgment != initial_sequence_ + 1) {
      output_.emit_reset(receiver_, segment.acknowledgment);
      return false;
    }
    establish(now, segment);
    return true;
  }
  const auto position = unwrap_sequence(segment.acknowledgment, initial_sequence_,
                                        sender_->first_unacknowledged());
  if (position > sender_->highest_sent()) {
    emit_acknowledgment();
    return false;
  }
  const bool pure = segment.data.empty() && !segment.fin;
  sender_->acknowledge(now, position, segment.window, pure);
  return true;
}

void TcpConnection::take_data(Instant now, const TcpSegment& segment, TcpPosition position) {
  if (segment_length(segment) == 0) {
    emit_data(now);
    return;
  }
  if (closed_by_user_ && position + segment.data.size() > receiver_.acknowledgment()) {
    emit_reset();
    finish(error::connection_reset);  // nobody is left to read (RFC 2525 section 2.17)
    return;
  }
  receiver_.accept(position, segment.data, segment.fin);
  // A gap is reported at once and alone, since only a pure ACK counts as a duplicate.
  const bool carried = !receiver_.has_gap() && emit_data(now);
  if (!carried) emit_acknowledgment();
  if (receiver_.has_gap()) emit_data(now);
}

/// What follows from the state after any event: the end of the connection.
void TcpConnection::settle(Instant now) {
  if (state_ != State::established || !sender_->finish_acknowledged()) return;
  if (receiver_.finished()) {
    if (closed_first_) {
      state_ = State::time_wait;
      deadline_ = now + kTimeWait;
    } else {
      finish({});
    }
  } else if (!deadline_) {
    deadline_ = now + kFinWait2;
  }
}

bool TcpConnection::on_unreachable(std::uint32_t sequence, const ErrorCode& error) {
  if (state_ != State::syn_sent || sequence != initial_sequence_) return false;
  finish(error);
  return true;
}

void TcpConnection::on_packet_too_big(Instant now, std::uint32_t sequence, int mtu) {
  constexpr int kMinimumPathMtu = 552;  // net.ipv4.route.min_pmtu
  if (state_ != State::established) return;
  const auto position = unwrap_sequence(sequence, initial_sequence_,
                                        sender_->first_unacknowledged());
  if (position < sender_->first_unacknowledged() || position >= sender_->highest_sent()) return;
  output_.lower_mtu(std::max(mtu, kMinimumPathMtu));
  sender_->shrink_segments(output_.max_segment());
  emit_data(now);
}

std::optional<Instant> TcpConnection::timeout() const {
  if (state_ != State::established) return deadline_;
  const auto sending = sender_->timeout();
  if (sending && deadline_) return std::min(*sending, *deadline_);
  return sending ? sending : deadline_;
}

void TcpConnection::on_timeout(Instant now) {
  if (deadline_ && *deadline_ <= now) {
    const bool handshake = state_ == State::syn_sent || state_ == State::syn_received;
    if (handshake) return retry_handshake(now);
    return finish({});
  }
  if (state_ != State::established || !sender_->timeout() || *sender_->timeout() > now) return;
  sender_->on_timeout();
  if (sender_->gave_up()) return finish(error::timed_out);
  emit_data(now);
}

void TcpConnection::retry_handshake(Instant now) {
  if (!handshake_.retransmit()) return finish(error::timed_out);
  send_syn(now);
}

std::size_t TcpConnection::write(Instant now, ByteView data) {
  CHECK(sender_);
  const auto taken = sender_->write(data);
  emit_data(now);
  return taken;
}

std::size_t TcpConnection::read(MutableByteView out) {
  const auto taken = receiver_.read(out);
  // The peer may be waiting for the window to open.
  const bool update = output_.owes_window_update(receiver_);
  if (state_ == State::established && !peer_finished() && update) emit_acknowledgment();
  return taken;
}

void TcpConnection::close(Instant now) {
  if (closed_by_user_) return;
  closed_by_user_ = true;
  if (state_ == State::syn_sent) return finish(error::operation_aborted);
  if (state_ != State::established) return;
  if (unread() > 0) return reset();
  closed_first_ = !receiver_.finished();
  sender_->finish();
  emit_data(now);
}

void TcpConnection::reset() {
  if (state_ != State::syn_received && state_ != State::established) return;
  emit_reset();
  finish(error::operation_aborted);
}

void TcpConnection::abandon(const ErrorCode& error) {
  if (state_ == State::syn_sent) finish(error);
}

void TcpConnection::finish(const ErrorCode& error) {
  state_ = State::closed;
  error_ = error;
  deadline_.reset();
}

/// And waits for the answer.
void TcpConnection::send_syn(Instant now) {
  output_.emit_syn(receiver_, now, peer_timestamp_);
  deadline_ = now + handshake_.rto();
}

void TcpConnection::emit_acknowledgment() {
  output_.emit_acknowledgment(receiver_, sender_ ? sender_->highest_sent() : 1);
}

void TcpConnection::emit_reset() {
  const TcpPosition position = sender_ ? sender_->highest_sent() : 1;
  output_.emit_reset(receiver_, wrap_position(position, initial_sequence_));
}

TcpInfo TcpConnection::info() const {
  TcpInfo info;
  info.advmss = static_cast<std::uint32_t>(output_.max_segment());
  info.path_mtu = static_cast<std::uint32_t>(output_.mtu());
  if (!sender_) {
    info.retransmits = handshake_.retransmissions();
    info.total_retrans = handshake_.retransmissions();
    info.backoff = handshake_.backoff();
    info.rto = handshake_.rto();
    info.unacked = state_ == State::syn_sent ? 1 : 0;
    return info;
  }
  info.retransmits = sender_->retries();
  info.total_retrans = handshake_.retransmissions() + sender_->total_retransmissions();
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
