// How far the AMQP open got.
#pragma once

#include "probe/verdicts/failures.hpp"

namespace edge::probe {

/// A stage's error: the peer sent what AMQP does not allow.
bool broke_protocol(const ErrorFact& error);
/// What came for an answer is what the agent had sent itself.
bool is_echo(const AmqpDetail& detail);
/// The peer has a SASL layer, as the agent asks for, and turned the agent away there.
bool refused_sasl(const ErrorFact& error);

/// Behind TLS nothing was said, in AMQP or HTTP, before the peer ended the connection or the agent
/// gave up; though what the agent sent was acknowledged.
bool ends_without_word(const Evidence& seen);
/// The evidence of every way, where all of two or more of them ended so: it is no matter of
/// WebSocket. Empty otherwise.
std::vector<const Evidence*> all_end_without_word(const Case& facts);

}  // namespace edge::probe
