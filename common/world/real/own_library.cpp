#include "common/world/real/own_library.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <sstream>
#include <utility>

#include "common/files/descriptor.hpp"
#include "common/world/real/asio_endpoint.hpp"
#include "common/world/real/network_namespace.hpp"

namespace edge {
namespace {

constexpr int kParent = 3;                         // the child's end of the socket pair
constexpr std::size_t kMostAnswerBytes = 64 << 10;  // a name may have any number of addresses
constexpr std::size_t kLongestName = 1024;          // NI_MAXHOST has 1025 with its end
constexpr std::string_view kEnd = "end";           // the last line of a whole answer

ErrorCode last_error() { return {errno, boost::system::system_category()}; }

std::string symbol_of_eai(int error) {
  switch (error) {
    case 0: return {};
    case EAI_AGAIN: return "EAI_AGAIN";
    case EAI_FAIL: return "EAI_FAIL";
    case EAI_NONAME: return "EAI_NONAME";
    case EAI_NODATA: return "EAI_NODATA";
    case EAI_MEMORY: return "EAI_MEMORY";
    case EAI_SYSTEM: return "EAI_SYSTEM";
    default: return "EAI_" + std::to_string(error);
  }
}

/// The error's symbol in the first line, then one address each.
std::string answer_text(const std::string& name) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  std::string text = symbol_of_eai(::getaddrinfo(name.c_str(), nullptr, &hints, &found)) + "\n";
  for (const addrinfo* one = found; one; one = one->ai_next) {
    std::array<char, NI_MAXHOST> address{};
    if (::getnameinfo(one->ai_addr, one->ai_addrlen, address.data(), address.size(), nullptr, 0,
                      NI_NUMERICHOST) == 0) {
      text.append(address.data()).append("\n");
    }
  }
  if (found) ::freeaddrinfo(found);
  return text.append(kEnd).append("\n");
}

/// Without the parent's handlers, which would tell it of each signal twice, and without its
/// sockets, which would outlive its own closing of them. A message each is a name, and its answer.
[[noreturn]] void answer_in_child(int parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (parent != kParent && ::dup2(parent, kParent) < 0) ::_exit(1);
  ::close_range(kParent + 1, ~0U, 0);
  std::array<char, kLongestName> name{};
  while (true) {
    const ssize_t size = ::read(kParent, name.data(), name.size());
    if (size <= 0) ::_exit(0);
    std::string text = answer_text(std::string(name.data(), static_cast<std::size_t>(size)));
    text.resize(std::min(text.size(), kMostAnswerBytes));
    if (::send(kParent, text.data(), text.size(), MSG_NOSIGNAL) < 0) ::_exit(1);
  }
}

Result<LibraryAnswer> parsed(const std::string& text) {
  std::istringstream lines(text);
  LibraryAnswer answer;
  std::getline(lines, answer.error);
  for (std::string line; std::getline(lines, line);) {
    if (line == kEnd) return answer;
    ErrorCode error;
    const auto address = boost::asio::ip::make_address(line, error);
    if (!error) answer.addresses.push_back(address);
  }
  return make_error_code(boost::system::errc::io_error);
}

}  // namespace

/// Ends with this, whatever it is doing.
class LookupChild {
 public:
  LookupChild(const boost::asio::any_io_executor& executor, const NetworkNamespace* where)
      : socket_(executor) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
      error_ = last_error();
      return;
    }
    socket_.assign(ends[0]);
    const Descriptor childs(ends[1]);
    const MaybeInside here(where);
    sigset_t all, before;
    sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, &before);
    pid_ = ::fork();
    if (pid_ == 0) answer_in_child(childs.get());
    error_ = pid_ < 0 ? last_error() : ErrorCode{};
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
  }
  ~LookupChild() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) continue;
  }
  LookupChild(const LookupChild&) = delete;
  LookupChild& operator=(const LookupChild&) = delete;

  const ErrorCode& error() const { return error_; }

  Awaitable<Result<LibraryAnswer>> ask(const std::string& name) {
    if (::send(socket_.native_handle(), name.data(), name.size(), MSG_NOSIGNAL) < 0) {
      co_return last_error();
    }
    std::string text(kMostAnswerBytes, '\0');
    const auto [error, count] = co_await socket_.async_read_some(boost::asio::buffer(text), kAwait);
    if (error == boost::asio::error::operation_aborted) co_return error;
    text.resize(count);
    co_return parsed(text);
  }

 private:
  pid_t pid_ = -1;
  ErrorCode error_;
  boost::asio::posix::stream_descriptor socket_;
};

CLibrary library_of_this_program() {
#ifdef __GLIBC__
  return CLibrary::glibc;
#else
  return CLibrary::musl;
#endif
}

OwnLibrary::OwnLibrary(const boost::asio::any_io_executor& executor, const NetworkNamespace* where,
                       const LookupTimes& times)
    : executor_(executor),
      where_(where),
      times_(times),
      idle_(std::make_shared<std::vector<std::unique_ptr<LookupChild>>>()),
      unasked_(executor) {}

OwnLibrary::~OwnLibrary() = default;

Awaitable<Result<LibraryAnswer>> OwnLibrary::ask(std::string name) {
  if (name.empty() || name.size() > kLongestName) {
    co_return make_error_code(boost::system::errc::invalid_argument);
  }
  if (!idle_->empty()) {
    auto child = std::move(idle_->back());
    idle_->pop_back();
    auto answer = co_await ask(std::move(child), name);
    const bool ended = !answer && answer.error() != boost::asio::error::operation_aborted;
    if (!ended) co_return answer;  // else by somebody from outside: a fresh one is asked
  }
  auto child = std::make_unique<LookupChild>(executor_, where_);
  if (child->error()) co_return child->error();
  co_return co_await ask(std::move(child), std::move(name));
}

Awaitable<Result<LibraryAnswer>> OwnLibrary::ask(std::unique_ptr<LookupChild> child,
                                                 std::string name) {
  const auto begin = std::chrono::steady_clock::now();
  auto answer = co_await child->ask(name);
  const bool at_once = std::chrono::steady_clock::now() - begin < times_.at_once;
  if (answer && answer->error.empty() && at_once) keep(std::move(child));
  co_return answer;
}

void OwnLibrary::keep(std::unique_ptr<LookupChild> child) {
  idle_->push_back(std::move(child));
  unasked_.expires_after(times_.unasked);
  unasked_.async_wait([idle = std::weak_ptr(idle_)](const ErrorCode& error) {
    const auto kept = idle.lock();
    if (kept && !error) kept->clear();
  });
}

}  // namespace edge
