// Starting coroutines. Compiled in one place: Asio's co_spawn costs seconds in every file, for
// every type of result.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <exception>
#include <functional>
#include <optional>

#include "common/world/stream.hpp"

namespace edge {

/// Starts `work`, which `cancelled` may end. `ended` gets what it threw, or null; what `ended`
/// throws goes through to the io_context.
void spawn(boost::asio::any_io_executor executor, Awaitable<void> work,
           std::function<void(std::exception_ptr)> ended,
           boost::asio::cancellation_slot cancelled = {});

/// For work that must not throw: an exception goes through to the io_context.
void spawn(boost::asio::any_io_executor executor, Awaitable<void> work);

/// Whether `thrown` is a coroutine's answer to being cancelled, also where two that ran side by
/// side have both given it.
bool is_cancellation(const std::exception_ptr& thrown);

/// `work` with its result put where it can be looked at.
template <class T>
Awaitable<void> keep_result(Awaitable<T> work, std::optional<T>& kept) {
  kept.emplace(co_await std::move(work));
}

}  // namespace edge
