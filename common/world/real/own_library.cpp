#include "common/world/real/own_library.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

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

constexpr int kAnswers = 3;                        // the child's end of the pipe
constexpr std::size_t kMostAnswerBytes = 64 << 10;  // a name may have any number of addresses
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
/// sockets, which would outlive its own closing of them.
[[noreturn]] void answer_in_child(int answers, const std::string& name) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (answers != kAnswers && ::dup2(answers, kAnswers) < 0) ::_exit(1);
  ::close_range(kAnswers + 1, ~0U, 0);
  const std::string text = answer_text(name);
  const bool written = ::write(kAnswers, text.data(), text.size()) >= 0;
  ::_exit(written ? 0 : 1);
}

/// Ends with this, whatever it is doing.
class LookupChild {
 public:
  LookupChild(int answers, const std::string& name) {
    sigset_t all, before;
    sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, &before);
    pid_ = ::fork();
    if (pid_ == 0) answer_in_child(answers, name);
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

 private:
  pid_t pid_ = -1;
  ErrorCode error_;
};

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

CLibrary library_of_this_program() {
#ifdef __GLIBC__
  return CLibrary::glibc;
#else
  return CLibrary::musl;
#endif
}

Awaitable<Result<LibraryAnswer>> getaddrinfo_in_child(boost::asio::any_io_executor executor,
                                                      const NetworkNamespace* where,
                                                      std::string name) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) co_return last_error();
  boost::asio::posix::stream_descriptor from(executor, ends[0]);
  std::optional<LookupChild> child;
  {
    const Descriptor into(ends[1]);
    const MaybeInside here(where);
    child.emplace(into.get(), name);
  }
  if (child->error()) co_return child->error();
  std::string text;
  std::array<char, 4096> part;
  while (text.size() < kMostAnswerBytes) {
    const auto [error, count] =
        co_await from.async_read_some(boost::asio::buffer(part), kAwait);
    if (error == boost::asio::error::operation_aborted) co_return error;
    if (error) break;
    text.append(part.data(), count);
  }
  co_return parsed(text);
}

}  // namespace edge
