#include "common/world/real/end_signals.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstdint>
#include <system_error>

#include "common/base/check.hpp"

namespace edge {
namespace {

constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP};

// What the handler of a signal may reach: an eventfd, readable from the first signal on.
int came_descriptor = -1;
volatile sig_atomic_t came_before = 0;

void on_signal(int number) {
  if (came_before) ::_exit(128 + number);
  came_before = 1;
  const int kept = errno;
  const std::uint64_t one = 1;
  if (::write(came_descriptor, &one, sizeof one) < 0) ::_exit(128 + number);
  errno = kept;
}

bool is_ignored(int number) {
  struct sigaction now{};
  return ::sigaction(number, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

void handle_by(void (*handler)(int)) {
  struct sigaction action{};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;  // a file that is being written is still written
  for (const int number : kSignals) {
    if (number == SIGHUP && is_ignored(number)) continue;
    ::sigaction(number, &action, nullptr);
  }
}

}  // namespace

EndSignals::EndSignals() {
  CHECK(came_descriptor < 0);
  came_descriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (came_descriptor < 0) {
    throw std::system_error(errno, std::generic_category(), "cannot wait for signals");
  }
  came_before = 0;
  handle_by(on_signal);
}

EndSignals::~EndSignals() {
  handle_by(SIG_DFL);
  ::close(came_descriptor);
  came_descriptor = -1;
}

bool EndSignals::came() const {
  pollfd waiting{came_descriptor, POLLIN, 0};
  return ::poll(&waiting, 1, 0) > 0;
}

Awaitable<void> EndSignals::wait(boost::asio::any_io_executor executor) const {
  using boost::asio::posix::stream_descriptor;
  stream_descriptor descriptor(executor, ::dup(came_descriptor));
  co_await descriptor.async_wait(stream_descriptor::wait_read, boost::asio::use_awaitable);
}

void add_end_signals(boost::asio::signal_set& signals) {
  for (const int number : kSignals) {
    if (number != SIGHUP || !is_ignored(number)) signals.add(number);
  }
}

}  // namespace edge
