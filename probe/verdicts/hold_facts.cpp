#include "probe/verdicts/hold_facts.hpp"

#include "common/amqp/error.hpp"

namespace edge::probe {

bool fell_silent(const HoldDetail& detail) {
  return detail.error.symbol == error_fact(AmqpErrc::peer_idle).symbol;
}

}  // namespace edge::probe
