#include "simulator/lab/system_call.hpp"
#include "simulator/lab_interactive/terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>

namespace edge::sim {
namespace {

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool move(int from, int to) {
  std::array<char, 4096> part;
  const auto count = ::read(from, part.data(), part.size());
  if (count < 0 && errno == EINTR) return true;
  return count > 0 && write_all(to, {part.data(), static_cast<std::size_t>(count)});
}

}  // namespace

OwnTerminal::OwnTerminal() : ours_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
  require(ours_.valid() && ::grantpt(ours_.get()) == 0 && ::unlockpt(ours_.get()) == 0,
          "make a terminal");
  programs_ = Descriptor(::ioctl(ours_.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  require(programs_.valid(), "open the terminal's other end");
  require(::tcgetattr(STDIN_FILENO, &usual_) == 0 &&
              ::tcsetattr(programs_.get(), TCSANOW, &usual_) == 0,
          "set up a terminal");
  take_size();
  termios raw = usual_;
  ::cfmakeraw(&raw);
  require(::tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0, "make this terminal raw");
}

OwnTerminal::~OwnTerminal() { ::tcsetattr(STDIN_FILENO, TCSANOW, &usual_); }

void OwnTerminal::take_size() {
  winsize size{};
  if (::ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0) ::ioctl(ours_.get(), TIOCSWINSZ, &size);
}

bool OwnTerminal::show_output() { return move(ours_.get(), STDOUT_FILENO); }

bool OwnTerminal::pass_input() { return move(STDIN_FILENO, ours_.get()); }

void OwnTerminal::show_rest() {
  pollfd waiting{ours_.get(), POLLIN, 0};
  while (::poll(&waiting, 1, 0) > 0 && (waiting.revents & POLLIN) != 0 && show_output()) {
  }
}

}  // namespace edge::sim
