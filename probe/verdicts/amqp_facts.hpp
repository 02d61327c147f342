// How far the AMQP open got.
#pragma once

#include "probe/verdicts/failures.hpp"

namespace edge::probe {

/// A stage's error: the peer sent what AMQP does not allow.
bool broke_protocol(const ErrorFact& error);
/// The peer has a SASL layer, as the agent asks for, and turned the agent away there.
bool refused_sasl(const ErrorFact& error);

}  // namespace edge::probe
