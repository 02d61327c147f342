#include "probe/verdicts/amqp_facts.hpp"

#include "common/amqp/error.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {

bool broke_protocol(const ErrorFact& error) {
  return error.symbol == error_fact(AmqpErrc::protocol).symbol;
}

bool is_echo(const AmqpDetail& detail) {
  return detail.error.symbol == error_fact(AmqpErrc::echoed).symbol;
}

bool refused_sasl(const ErrorFact& error) {
  return error.symbol == error_fact(AmqpErrc::sasl_refused).symbol ||
         error.symbol == error_fact(AmqpErrc::sasl_no_mechanism).symbol;
}

bool ends_without_word(const Evidence& seen) {
  const bool failed = seen.outcome == Outcome::failed || seen.outcome == Outcome::timed_out;
  if (!failed || is_swallowed(seen)) return false;
  if (const auto* http = detail_of<WebSocketDetail>(seen)) {
    return http->status == 0 && http->body_start.empty();
  }
  const auto* amqp = detail_of<AmqpDetail>(seen);
  return amqp && amqp->peer_header.empty() && amqp->first_bytes.empty() && !amqp->open_received &&
         amqp->condition.empty() && !broke_protocol(amqp->error);
}

std::vector<const Evidence*> all_end_without_word(const Case& facts) {
  std::vector<const Evidence*> found;
  for (const Failure& failure : failures(facts)) {
    if (!ends_without_word(*failure.evidence)) return {};
    found.push_back(failure.evidence);
  }
  return found.size() > 1 ? found : std::vector<const Evidence*>{};
}

}  // namespace edge::probe
