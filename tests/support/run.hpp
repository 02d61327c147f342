// Runs one coroutine to its end, as tests need it: on a virtual clock or in real time.
#pragma once

#include <boost/asio/io_context.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "common/world/spawn.hpp"
#include "simulator/network/event_loop.hpp"

namespace edge::test {

/// The outcome of a coroutine that was started.
template <class T>
struct Started {
  std::exception_ptr thrown;
  std::optional<T> value;

  bool done() const { return thrown || value; }
  T take() {
    if (thrown) std::rethrow_exception(thrown);
    if (!value) throw std::logic_error("the coroutine waits for something that cannot happen");
    return std::move(*value);
  }
};

/// Starts `work`; it goes on whenever `context` runs.
template <class T>
std::shared_ptr<Started<T>> start(boost::asio::io_context& context, Awaitable<T> work,
                                  std::function<void()> ended = {}) {
  auto started = std::make_shared<Started<T>>();
  spawn(context.get_executor(), keep_result(std::move(work), started->value),
        [started, ended = std::move(ended)](std::exception_ptr thrown) {
          started->thrown = thrown;
          if (ended) ended();
        });
  return started;
}

/// In real time. Other work on `context` runs meanwhile and stays where it is afterwards.
template <class T>
T run(boost::asio::io_context& context, Awaitable<T> operation) {
  const auto started = start(context, std::move(operation), [&context] { context.stop(); });
  context.restart();
  context.run();
  return started->take();
}

/// In virtual time; throws when everything waits for ever.
template <class T>
T run(EventLoop& loop, Awaitable<T> operation) {
  const auto started = start(loop.context(), std::move(operation));
  loop.run_until([&] { return started->done(); });
  return started->take();
}

}  // namespace edge::test
