#include "common/world/side_by_side.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <exception>
#include <utility>

namespace edge {

using namespace boost::asio::experimental::awaitable_operators;

Awaitable<void> both(Awaitable<void> first, Awaitable<void> second) {
  co_await (std::move(first) && std::move(second));
}

Awaitable<void> either(Awaitable<void> first, Awaitable<void> second) {
  co_await (std::move(first) || std::move(second));
}

namespace {

struct FirstEnd {
  bool known = false;
  std::exception_ptr thrown;
};

Awaitable<void> note_end(Awaitable<void> work, FirstEnd& first) {
  std::exception_ptr thrown;
  try {
    co_await std::move(work);
  } catch (...) {
    thrown = std::current_exception();
  }
  if (!first.known) first = {true, thrown};
}

}  // namespace

Awaitable<void> until_one_ends(Awaitable<void> first, Awaitable<void> second) {
  FirstEnd end;
  co_await either(note_end(std::move(first), end), note_end(std::move(second), end));
  if (end.thrown) std::rethrow_exception(end.thrown);
}

}  // namespace edge
