#include "probe/verdicts/amqp_facts.hpp"

#include "common/amqp/error.hpp"

namespace edge::probe {

bool broke_protocol(const ErrorFact& error) {
  return error.symbol == error_fact(AmqpErrc::protocol).symbol;
}

bool refused_sasl(const ErrorFact& error) {
  return error.symbol == error_fact(AmqpErrc::sasl_refused).symbol ||
         error.symbol == error_fact(AmqpErrc::sasl_no_mechanism).symbol;
}

}  // namespace edge::probe
