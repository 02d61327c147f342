#include "probe/verdicts/hold_facts.hpp"

#include "common/amqp/error.hpp"

namespace edge::probe {

bool fell_silent(const HoldDetail& detail) {
  return detail.error == make_error_code(AmqpErrc::peer_idle).message();
}

}  // namespace edge::probe
