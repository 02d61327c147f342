#include "simulator/hub_program/watch_output.hpp"

#include <fmt/format.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace edge::sim {
namespace {

bool takes_some(int descriptor) {
  pollfd state{descriptor, POLLOUT, 0};
  return ::poll(&state, 1, 0) == 1 && (state.revents & (POLLOUT | POLLERR)) != 0;
}

}  // namespace

void WatchOutput::write(std::string_view lines) {
  if (gone_) return;
  flush();
  if (kept_.size() + lines.size() > kMostKept) {
    ++left_out_;
    return;
  }
  if (left_out_ > 0) {
    kept_ += fmt::format("... {} left out here, as nobody read them\n", left_out_);
    left_out_ = 0;
  }
  kept_ += lines;
  flush();
}

void WatchOutput::flush() {
  // A pipe that takes anything takes PIPE_BUF bytes without blocking (pipe(7)).
  std::size_t done = 0;
  while (done < kept_.size() && takes_some(descriptor_)) {
    const auto size = std::min<std::size_t>(kept_.size() - done, PIPE_BUF);
    const auto written = ::write(descriptor_, kept_.data() + done, size);
    if (written < 0 && errno == EINTR) continue;
    gone_ = written < 0 && errno != EAGAIN;
    if (written <= 0) break;
    done += static_cast<std::size_t>(written);
  }
  kept_.erase(0, gone_ ? kept_.size() : done);
}

}  // namespace edge::sim
