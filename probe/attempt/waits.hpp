// How a run waits between tries, and between rounds of them.
#pragma once

#include "probe/attempt/run_context.hpp"

namespace edge::probe {

/// As wait_after(), with the World's random for the jitter unless the run asks for the mean.
Duration next_wait(RunContext& run, const Backoff& backoff, int tries);

/// Until `attempts` have ended; an interruption has RunContext::stop end them.
Awaitable<void> until_interrupted(RunContext& run, Awaitable<void> attempts);

/// Until then, or RunContext::stop.
Awaitable<void> wait_until(RunContext& run, Instant until);

}  // namespace edge::probe
