#include "simulator/network/tcp_handshake.hpp"

namespace edge {
namespace {

constexpr unsigned kSynAckRetries = 5;  // tcp_synack_retries

}  // namespace

TcpHandshake TcpHandshake::active(Instant now, const SynSchedule& schedule) {
  return {now, static_cast<unsigned>(schedule.linear),
          static_cast<unsigned>(schedule.linear + schedule.retries)};
}

TcpHandshake TcpHandshake::passive(Instant now) { return {now, 0, kSynAckRetries}; }

bool TcpHandshake::retransmit() {
  if (retransmissions_ == allowed_) return false;
  ++retransmissions_;
  return true;
}

unsigned TcpHandshake::backoff() const {
  return retransmissions_ > linear_ ? retransmissions_ - linear_ : 0;
}

RttEstimator TcpHandshake::complete(Instant now, std::optional<Instant> answered) const {
  RttEstimator rtt;
  if (retransmissions_ == 0 || answered) rtt.sample(now - answered.value_or(begun_));
  return rtt;
}

}  // namespace edge
