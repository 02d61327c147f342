#include "probe/verdicts/amqp_facts.hpp"

#include "common/amqp/error.hpp"

namespace edge::probe {

bool broke_protocol(const ErrorFact& error) {
  return error.symbol == error_fact(AmqpErrc::protocol).symbol;
}

}  // namespace edge::probe
