#include "probe/verdicts/amqp_facts.hpp"

namespace edge::probe {

bool other_amqp_header(const AmqpDetail& detail) {
  return !detail.peer_header.empty() && detail.peer_header != kPlainAmqpHeader;
}

}  // namespace edge::probe
