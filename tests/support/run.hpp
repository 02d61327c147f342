// Runs one coroutine to its end, as tests need it: on a virtual clock or in real time.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

#include "common/world/stream.hpp"
#include "common/world/virtual/event_loop.hpp"

namespace edge::test {

template <class T>
struct Finished {
  std::exception_ptr thrown;
  std::optional<T> value;

  T take() {
    if (thrown) std::rethrow_exception(thrown);
    if (!value) throw std::logic_error("the coroutine waits for something that cannot happen");
    return std::move(*value);
  }
};

/// In real time. Other work on `context` runs meanwhile and stays where it is afterwards.
template <class T>
T run(boost::asio::io_context& context, Awaitable<T> operation) {
  Finished<T> finished;
  auto keep = [&finished, &context](std::exception_ptr thrown, T value) {
    finished.thrown = thrown;
    finished.value.emplace(std::move(value));
    context.stop();
  };
  boost::asio::co_spawn(context, std::move(operation), std::move(keep));
  context.restart();
  context.run();
  return finished.take();
}

/// In virtual time; throws when everything waits for ever.
template <class T>
T run(EventLoop& loop, Awaitable<T> operation) {
  Finished<T> finished;
  auto keep = [&finished](std::exception_ptr thrown, T value) {
    finished.thrown = thrown;
    finished.value.emplace(std::move(value));
  };
  boost::asio::co_spawn(loop.context(), std::move(operation), std::move(keep));
  loop.run_until([&] { return finished.thrown || finished.value; });
  return finished.take();
}

}  // namespace edge::test
