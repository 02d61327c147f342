// SIGINT, SIGTERM and SIGHUP as a wish: end with what there is. A second one ends the process at
// once, with 128 + its number as the exit code, whatever it is busy with.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/signal_set.hpp>

#include "common/world/stream.hpp"

namespace edge {

/// At most one at a time. Children that are forked share it: what has come is there for all.
class EndSignals {
 public:
  /// A SIGHUP that is ignored already stays so: nohup(1).
  EndSignals();
  ~EndSignals();
  EndSignals(const EndSignals&) = delete;
  EndSignals& operator=(const EndSignals&) = delete;

  /// Whether one has come.
  bool came() const;
  /// Ends when one has come.
  Awaitable<void> wait(boost::asio::any_io_executor executor) const;
};

/// Adds the same signals, for a program that only ever ends by one (edgesim hub, lab up) and has
/// nothing to tell then.
void add_end_signals(boost::asio::signal_set& signals);

}  // namespace edge
