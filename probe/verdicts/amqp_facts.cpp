#include "probe/verdicts/amqp_facts.hpp"

#include "common/amqp/error.hpp"

namespace edge::probe {

bool other_amqp_header(const AmqpDetail& detail) {
  return !detail.peer_header.empty() && detail.peer_header != kPlainAmqpHeader;
}

bool broke_protocol(const std::string& error) {
  return error == make_error_code(AmqpErrc::protocol).message();
}

}  // namespace edge::probe
