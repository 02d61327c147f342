// How a connection that stood came to its end.
#pragma once

#include "probe/verdicts/amqp_facts.hpp"

namespace edge::probe {

/// Nothing came for the idle time-out.
bool fell_silent(const HoldDetail& detail);

}  // namespace edge::probe
