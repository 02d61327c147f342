#include "simulator/run/interprocess_lock.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

namespace edge::sim {
namespace {

/// A child that goes in, says so with one byte, and stays until it is killed.
class Visitor {
 public:
  explicit Visitor(InterprocessLock& lock) {
    EXPECT_EQ(::pipe(ends_.data()), 0);
    child_ = ::fork();
    if (child_ != 0) return;
    lock.enter();
    [[maybe_unused]] const auto written = ::write(ends_[1], "x", 1);
    for (;;) ::pause();
  }
  ~Visitor() {
    end();
    for (const int end : ends_) ::close(end);
  }

  void wait_until_inside() {
    char byte = 0;
    EXPECT_EQ(::read(ends_[0], &byte, 1), 1);
  }
  void end() {
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
    child_ = -1;
  }

 private:
  std::array<int, 2> ends_{};
  pid_t child_ = -1;
};

TEST(InterprocessLock, WhoLeavesOrIsKilledLetsTheNextOneIn) {
  InterprocessLock lock;
  lock.enter();
  Visitor first(lock);
  lock.leave();
  first.wait_until_inside();
  Visitor second(lock);
  first.end();
  second.wait_until_inside();
  second.end();
  lock.enter();
}

}  // namespace
}  // namespace edge::sim
