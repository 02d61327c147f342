// How an agent's library goes on after a failure, as data: what it takes for transient, how long it
// waits before it tries again, and what ends an attempt. Its facts are in the agent's row.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "common/world/time.hpp"

namespace edge::probe {

/// What the end of an attempt's budget does.
enum class Budget {
  wall,         // the agent goes on there and then; the tries go on unseen until it ends
  running_try,  // ends the try under way, but not a wait between two: that overruns
  between_tries // is looked at between tries only
};

/// The wait after try n (0, 1, ...) is min(minimum + (2^n - 1) * growth * jitter, maximum), with a
/// jitter of 80 to 119 per cent.
struct Backoff {
  Duration minimum{}, growth{}, maximum{};
  Duration between_starts{};  // of two tries, at least
  bool first_at_once = false;
  bool jitter = true;
};

/// `fatal`: never, and an agent that has no other way ends with it.
enum class Retry { never, soon, throttled, fatal };

/// One kind of failure. The first row that fits counts.
struct FailureRow {
  std::string_view stage;      // "*": any
  std::string_view symbol;     // as failure_symbol() has it; "status-*": all that begin so
  Retry retry = Retry::never;
  std::string_view transport;  // empty: any
  std::string_view source;     // the exception, and where the library decides
};

inline constexpr int kNoJitter = 100;  // per cent

/// Duration until the next try, after `tries` have failed. `percent` is the jitter.
Duration wait_after(const Backoff& backoff, int tries, int percent);

/// The row that counts for a failure of that kind; null if none fits.
const FailureRow* find_failure(std::span<const FailureRow> rows, std::string_view transport,
                               std::string_view stage, std::string_view symbol);
/// What the library does after it; never, if no row fits.
Retry retry_after(std::span<const FailureRow> rows, std::string_view transport,
                  std::string_view stage, std::string_view symbol);

}  // namespace edge::probe
