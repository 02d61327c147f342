#include "common/world/real/own_copies.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
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
constexpr int kWatchedMilliseconds = 1000;
enum Stream : std::size_t { kOutput, kErrors, kNews, kStreams };

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

/// Not a pipe, which would hold up whoever writes more than fits.
Descriptor input_of(const std::string& text) {
  if (text.empty()) return Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  Descriptor file(::memfd_create("input", MFD_CLOEXEC));
  if (!file.valid()) fail_to("hand a copy of this program its input");
  write_all(file.get(), text, "the input of a copy of this program");
  if (::lseek(file.get(), 0, SEEK_SET) != 0) fail_to("hand a copy of this program its input");
  return file;
}

/// The standard streams first: one of the others may have the number of the news.
[[noreturn]] void become_copy(std::vector<char*>& words, const Descriptor& input,
                              const std::array<Pipe, kStreams>& pipes, bool tells_news,
                              const sigset_t& signals) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::sigprocmask(SIG_SETMASK, &signals, nullptr);
  bool set = ::dup2(input.get(), STDIN_FILENO) >= 0 &&
             ::dup2(pipes[kOutput].in.get(), STDOUT_FILENO) >= 0 &&
             ::dup2(pipes[kErrors].in.get(), STDERR_FILENO) >= 0;
  if (tells_news) {
    set = set && ::dup2(pipes[kNews].in.get(), kNewsDescriptor) >= 0 &&
          ::fcntl(kNewsDescriptor, F_SETFD, 0) == 0;
  }
  if (set) ::execv("/proc/self/exe", words.data());
  ::_exit(127);
}

class OwnCopy {
 public:
  OwnCopy(OwnCopyStart start, bool tells_news, const sigset_t& signals) {
    std::array<Pipe, kStreams> pipes;
    const Descriptor input = input_of(start.input);
    std::string name = "edgeprobe";
    std::vector<char*> words = {name.data()};
    for (auto& argument : start.arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    process_ = ::fork();
    if (process_ < 0) fail_to("start a copy of this program");
    if (process_ == 0) become_copy(words, input, pipes, tells_news, signals);
    for (std::size_t i = 0; i < kStreams; ++i) streams_[i] = std::move(pipes[i].out);
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
  void take(std::size_t which, const OwnCopiesWatch& watch) {
    std::array<char, 64 * 1024> part;
    const ssize_t count = ::read(stream(which), part.data(), part.size());
    if (count < 0 && errno == EINTR) return;
    if (count <= 0) {
      streams_[which] = Descriptor();
      return;
    }
    const std::string_view read(part.data(), static_cast<std::size_t>(count));
    if (which == kNews) {
      if (watch.on_news) watch.on_news(read);
      return;
    }
    std::string& text = which == kOutput ? result_.output : result_.errors;
    if (text.size() < kMostPrinted) {
      text += read;
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
  std::array<Descriptor, kStreams> streams_;
  OwnCopyResult result_;
};

}  // namespace

std::vector<OwnCopyResult> run_side_by_side(const std::vector<OwnCopyStart>& starts,
                                            const OwnCopiesWatch& watch) {
  const BlockedSignals signals;
  std::vector<std::unique_ptr<OwnCopy>> copies;
  for (const auto& start : starts) {
    copies.push_back(std::make_unique<OwnCopy>(start, bool(watch.on_news), signals.before()));
  }
  bool ending = false;
  while (true) {
    std::vector<pollfd> watched = {{signals.descriptor(), POLLIN, 0}};
    for (const auto& copy : copies) {
      for (std::size_t which = 0; which < kStreams; ++which) {
        watched.push_back({copy->stream(which), POLLIN, 0});
      }
    }
    bool open = false;
    for (std::size_t i = 1; i < watched.size(); ++i) open = open || watched[i].fd >= 0;
    if (!open) break;
    const int limit = watch.on_second ? kWatchedMilliseconds : -1;
    const int ready = ::poll(watched.data(), watched.size(), limit);
    if (ready < 0 && errno != EINTR) fail_to("poll");
    if (ready == 0) watch.on_second();
    if (ready <= 0) continue;
    if (const int signal = watched[0].revents != 0 ? signals.take() : 0; signal != 0) {
      for (const auto& copy : copies) copy->end(ending ? SIGKILL : SIGTERM);
      if (std::exchange(ending, true)) ::_exit(128 + signal);
    }
    for (std::size_t i = 0; i < kStreams * copies.size(); ++i) {
      if (watched[i + 1].revents != 0) copies[i / kStreams]->take(i % kStreams, watch);
    }
  }
  std::vector<OwnCopyResult> results;
  for (const auto& copy : copies) results.push_back(copy->result());
  return results;
}

}  // namespace edge
