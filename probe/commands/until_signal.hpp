// Work that a signal ends with what it has seen until then.
#pragma once

#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "common/base/check.hpp"
#include "common/world/event.hpp"
#include "common/world/real/end_signals.hpp"
#include "common/world/spawn.hpp"

namespace edge::probe {

/// Sets `interruption` once a signal has come.
inline Awaitable<void> interrupt(const EndSignals& signals, boost::asio::any_io_executor executor,
                                 Event& interruption) {
  co_await signals.wait(executor);
  interruption.set();
}

/// What `work` gives, which watches `interruption`; whatever else is under way in `context` ends
/// with it. Throws what it throws.
template <class T>
T until_signal(boost::asio::io_context& context, const EndSignals& signals, Event& interruption,
               Awaitable<T> work) {
  std::optional<T> result;
  const auto executor = context.get_executor();
  spawn(executor, interrupt(signals, executor, interruption));
  spawn(executor, keep_result(std::move(work), result), [&context](std::exception_ptr error) {
    context.stop();
    if (error) std::rethrow_exception(error);
  });
  context.run();
  CHECK(result);
  return std::move(*result);
}

}  // namespace edge::probe
