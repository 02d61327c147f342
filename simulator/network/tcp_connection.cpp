#include "simulator/network/tcp_connection.hpp"

#include <boost/asio/error.hpp>

#include "common/base/check.hpp"

namespace edge {

namespace error = boost::asio::error;

namespace {

constexpr unsigned kSynAckRetries = 5;                   // tcp_synack_retries
constexpr Duration kFinWait2 = std::chrono::seconds{60};  // tcp_fin_timeout
// Long enough to answer a FIN that is sent again; ports are handed out in turn, so that an old
// segment never meets a new connection.
constexpr Duration kTimeWait = std::chrono::seconds{2};

std::size_t length_of(const TcpSegment& segment) {
  return segment.data.size() + (segment.syn ? 1 : 0) + (segment.fin ? 1 : 0);
}

}  // namespace

TcpConnection::TcpConnection(const TcpSettings& settings) : settings_(settings) {}

TcpConnection TcpConnection::open(Instant now, const TcpSettings& settings) {
  TcpConnection connection(settings);
  connection.state_ = State::syn_sent;
  connection.opened_ = now;
  connection.emit_syn();
  connection.deadline_ = now + RttEstimator::kInitialRto;
  return connection;
}

TcpConnection TcpConnection::answer(Instant now, const TcpSettings& settings,
                                    const TcpSegment& syn) {
  TcpConnection connection(settings);
  connection.state_ = State::syn_received;
  connection.opened_ = now;
  connection.peer_sequence_ = syn.sequence;
  connection.peer_max_segment_ = syn.max_segment_size.value_or(connection.peer_max_segment_);
  connection.emit_syn();
  connection.deadline_ = now + RttEstimator::kInitialRto;
  return connection;
}

void TcpConnection::on_segment(Instant now, const TcpSegment& segment) {
  if (state_ == State::closed) return;
  if (state_ == State::syn_sent) {
    in_syn_sent(now, segment);
  } else {
    const auto position =
        unwrap_sequence(segment.sequence, peer_sequence_, receiver_.acknowledgment());
    in_connection(now, segment, position);
  }
  settle(now);
}

void TcpConnection::in_syn_sent(Instant now, const TcpSegment& segment) {
  const std::uint32_t expected = settings_.initial_sequence + 1;
  if (segment.ack && segment.acknowledgment != expected) {
    if (!segment.rst) emit_reset(segment.acknowledgment);
    return;
  }
  if (segment.rst) {
    if (segment.ack) finish(error::connection_refused);
    return;
  }
  if (!segment.syn || !segment.ack) return;
  peer_sequence_ = segment.sequence;
  peer_max_segment_ = segment.max_segment_size.value_or(peer_max_segment_);
  if (handshake_retries_ == 0) rtt_.sample(now - opened_);
  establish(segment);
  emit_acknowledgment();
}

void TcpConnection::establish(const TcpSegment& segment) {
  state_ = State::established;
  deadline_.reset();
  const auto max_segment = std::min<std::size_t>(own_max_segment(), peer_max_segment_);
  sender_.emplace(max_segment, segment.window, rtt_);
}

void TcpConnection::in_connection(Instant now, const TcpSegment& segment, TcpPosition position) {
  if (segment.syn && position == 0 && state_ == State::syn_received && !segment.ack) {
    emit_syn();  // our SYN+ACK was lost
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
  const TcpPosition end = position + length_of(segment);
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
    if (segment.acknowledgment != settings_.initial_sequence + 1) {
      emit_reset(segment.acknowledgment);
      return false;
    }
    if (handshake_retries_ == 0) rtt_.sample(now - opened_);
    establish(segment);
    return true;
  }
  const auto position = unwrap_sequence(segment.acknowledgment, settings_.initial_sequence,
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
  if (length_of(segment) == 0) {
    emit_chunks(now);
    return;
  }
  if (closed_by_user_ && position + segment.data.size() > receiver_.acknowledgment()) {
    emit_reset(wrap_position(sender_->highest_sent(), settings_.initial_sequence));
    finish(error::connection_reset);  // nobody is left to read (RFC 2525 section 2.17)
    return;
  }
  receiver_.accept(position, segment.data, segment.fin);
  // A gap is reported at once and alone, since only a pure ACK counts as a duplicate.
  const bool carried = !receiver_.has_gap() && emit_chunks(now);
  if (!carried) emit_acknowledgment();
  if (receiver_.has_gap()) emit_chunks(now);
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
  if (state_ != State::syn_sent || sequence != settings_.initial_sequence) return false;
  finish(error);
  return true;
}

void TcpConnection::on_packet_too_big(Instant now, std::uint32_t sequence, int mtu) {
  constexpr int kMinimumPathMtu = 552;  // net.ipv4.route.min_pmtu
  if (state_ != State::established) return;
  const auto position = unwrap_sequence(sequence, settings_.initial_sequence,
                                        sender_->first_unacknowledged());
  if (position < sender_->first_unacknowledged() || position >= sender_->highest_sent()) return;
  settings_.mtu = std::min(settings_.mtu, std::max(mtu, kMinimumPathMtu));
  sender_->shrink_segments(own_max_segment());
  emit_chunks(now);
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
  emit_chunks(now);
}

void TcpConnection::retry_handshake(Instant now) {
  const auto& schedule = settings_.syn_schedule;
  const auto allowed = state_ == State::syn_sent
                           ? static_cast<unsigned>(schedule.linear + schedule.retries)
                           : kSynAckRetries;
  if (handshake_retries_ == allowed) return finish(error::timed_out);
  ++handshake_retries_;
  emit_syn();
  deadline_ = now + rtt_.rto(handshake_backoff());
}

/// Doublings of the gap that follows the last SYN; those of a SYN+ACK are never linear
/// (ip-sysctl.rst, tcp_syn_linear_timeouts).
unsigned TcpConnection::handshake_backoff() const {
  if (state_ == State::syn_received) return handshake_retries_;
  const auto linear = static_cast<unsigned>(settings_.syn_schedule.linear);
  return handshake_retries_ > linear ? handshake_retries_ - linear : 0;
}

std::size_t TcpConnection::write(Instant now, ByteView data) {
  CHECK(sender_);
  const auto taken = sender_->write(data);
  emit_chunks(now);
  return taken;
}

std::size_t TcpConnection::read(MutableByteView out) {
  const auto taken = receiver_.read(out);
  // The peer may be waiting for the window to open.
  const TcpPosition edge = receiver_.acknowledgment() + receiver_.window();
  const bool worth_a_segment = edge >= advertised_edge_ + TcpReceiver::kCapacity / 2;
  if (state_ == State::established && !peer_finished() && worth_a_segment) emit_acknowledgment();
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
  emit_chunks(now);
}

void TcpConnection::reset() {
  if (state_ != State::syn_received && state_ != State::established) return;
  emit_reset(wrap_position(sender_ ? sender_->highest_sent() : 1, settings_.initial_sequence));
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

}  // namespace edge
