// How far the AMQP open got.
#pragma once

#include "probe/verdicts/failures.hpp"

namespace edge::probe {

/// The header of bare AMQP 1.0, which a hub sends in answer to the agent's (no SASL).
inline constexpr std::string_view kPlainAmqpHeader = "AMQP 0 1 0 0";

/// The peer wants another protocol layer first (SASL, TLS) or another version of AMQP.
bool other_amqp_header(const AmqpDetail& detail);

/// A stage's error: the peer sent what AMQP does not allow.
bool broke_protocol(const ErrorFact& error);

}  // namespace edge::probe
