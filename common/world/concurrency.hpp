// Coroutines at once, compiled in one place: Asio's operators cost seconds in every file that
// uses them. Not for a limit in time: that is with_deadline.hpp.
#pragma once

#include "common/world/stream.hpp"

namespace edge {

/// Ends when both have ended. What one throws cancels the other and goes through.
Awaitable<void> both(Awaitable<void> first, Awaitable<void> second);

/// Ends when one has ended, by throwing as well; the other is cancelled, and has ended by then too.
/// What the first to end threw goes through.
Awaitable<void> until_one_ends(Awaitable<void> first, Awaitable<void> second);

/// Goes on after whatever else is ready to run. For long work, of which a part is done at a time.
Awaitable<void> let_others_run();

}  // namespace edge
