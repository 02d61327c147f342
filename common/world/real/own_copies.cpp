#include "common/world/real/own_copies.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

#include "common/files/descriptor.hpp"

namespace edge {
namespace {

constexpr std::size_t kMostPrinted = 64 << 20;  // bytes of each stream

[[noreturn]] void fail_to(const char* attempt) {
  throw std::system_error(errno, std::generic_category(), attempt);
}

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail_to("make a pipe");
    out = Descriptor(ends[0]);
    in = Descriptor(ends[1]);
  }
  Descriptor out, in;
};

/// Signals of the terminal reach this process alone, as the copies are in groups of their own.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, number);
    ::sigprocmask(SIG_BLOCK, &signals, &before_);
    came_ = Descriptor(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!came_.valid()) fail_to("wait for signals");
  }
  ~BlockedSignals() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

  int descriptor() const { return came_.get(); }
  const sigset_t& before() const { return before_; }
  /// The number of one that has come; 0: none.
  int take() const {
    signalfd_siginfo one{};
    return ::read(came_.get(), &one, sizeof one) == sizeof one ? static_cast<int>(one.ssi_signo)
                                                               : 0;
  }

 private:
  sigset_t before_{};
  Descriptor came_;
};

[[noreturn]] void become_copy(std::vector<char*>& words, const Pipe& output, const Pipe& errors,
                              const sigset_t& signals) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::sigprocmask(SIG_SETMASK, &signals, nullptr);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const bool set = ::dup2(nothing, STDIN_FILENO) >= 0 &&
                   ::dup2(output.in.get(), STDOUT_FILENO) >= 0 &&
                   ::dup2(errors.in.get(), STDERR_FILENO) >= 0;
  if (set) ::execv("/proc/self/exe", words.data());
  ::_exit(127);
}

class OwnCopy {
 public:
  OwnCopy(std::vector<std::string> arguments, const sigset_t& signals) {
    Pipe output, errors;
    std::string name = "edgeprobe";
    std::vector<char*> words = {name.data()};
    for (auto& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    process_ = ::fork();
    if (process_ < 0) fail_to("start a copy of this program");
    if (process_ == 0) become_copy(words, output, errors, signals);
    streams_[0] = std::move(output.out);
    streams_[1] = std::move(errors.out);
  }
  ~OwnCopy() {
    if (process_ > 0) end(SIGKILL);
    wait();
  }
  OwnCopy(const OwnCopy&) = delete;
  OwnCopy& operator=(const OwnCopy&) = delete;

  int stream(std::size_t which) const { return streams_[which].get(); }
  void end(int signal) const { ::kill(process_, signal); }

  /// What there is to read of a stream that poll(2) has named.
  void take(std::size_t which) {
    std::array<char, 64 * 1024> part;
    const ssize_t count = ::read(stream(which), part.data(), part.size());
    if (count < 0 && errno == EINTR) return;
    if (count <= 0) {
      streams_[which] = Descriptor();
      return;
    }
    std::string& text = which == 0 ? result_.output : result_.errors;
    if (text.size() < kMostPrinted) {
      text.append(part.data(), static_cast<std::size_t>(count));
      return;
    }
    result_.too_much = true;
    end(SIGKILL);
  }

  OwnCopyResult result() {
    wait();
    return std::move(result_);
  }

 private:
  void wait() {
    if (process_ <= 0) return;
    int status = 0;
    while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) continue;
    process_ = 0;
    result_.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  pid_t process_ = 0;
  std::array<Descriptor, 2> streams_;
  OwnCopyResult result_;
};

}  // namespace

std::vector<OwnCopyResult> run_side_by_side(
    const std::vector<std::vector<std::string>>& argument_lists) {
  const BlockedSignals signals;
  std::vector<std::unique_ptr<OwnCopy>> copies;
  for (const auto& arguments : argument_lists) {
    copies.push_back(std::make_unique<OwnCopy>(arguments, signals.before()));
  }
  bool ending = false;
  while (true) {
    std::vector<pollfd> watched = {{signals.descriptor(), POLLIN, 0}};
    for (const auto& copy : copies) {
      for (const std::size_t which : {0, 1}) watched.push_back({copy->stream(which), POLLIN, 0});
    }
    bool open = false;
    for (std::size_t i = 1; i < watched.size(); ++i) open = open || watched[i].fd >= 0;
    if (!open) break;
    if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) fail_to("poll");
    if (const int signal = watched[0].revents != 0 ? signals.take() : 0; signal != 0) {
      for (const auto& copy : copies) copy->end(ending ? SIGKILL : SIGTERM);
      if (std::exchange(ending, true)) ::_exit(128 + signal);
    }
    for (std::size_t i = 0; i < 2 * copies.size(); ++i) {
      if (watched[i + 1].revents != 0) copies[i / 2]->take(i % 2);
    }
  }
  std::vector<OwnCopyResult> results;
  for (const auto& copy : copies) results.push_back(copy->result());
  return results;
}

}  // namespace edge
