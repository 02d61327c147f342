// Why an AMQP conversation ended, as error codes of one category. The peer's own words (condition
// and description) are kept beside them in the evidence.
#pragma once

#include "common/base/result.hpp"

namespace edge {

enum class AmqpErrc {
  not_amqp = 1,       // the first bytes are no AMQP protocol header
  wrong_header,       // an AMQP header, of another layer or version (part 2, section 2.2)
  protocol,           // what came is not AMQP 1.0, or breaks its rules or our limits
  closed_by_peer,     // CLOSE
  ended,              // END of a session we need
  detached,           // DETACH of a link we need
  refused,            // the request was answered, and the answer is no
  peer_idle,          // nothing came for the local idle time-out
  sasl_refused,       // sasl-outcome with another code than ok
  sasl_no_mechanism,  // the wanted mechanism is not offered
  echoed,             // what came back is what was sent
};

const boost::system::error_category& amqp_category();

inline ErrorCode make_error_code(AmqpErrc code) {
  return {static_cast<int>(code), amqp_category()};
}

}  // namespace edge

template <>
struct boost::system::is_error_code_enum<edge::AmqpErrc> : std::true_type {};
