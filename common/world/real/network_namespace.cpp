#include "common/world/real/network_namespace.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "common/base/check.hpp"
#include "common/files/file_error.hpp"

namespace edge {
namespace {

[[noreturn]] void fail(const std::string& attempt) {
  throw std::system_error(errno, std::generic_category(), attempt);
}

/// Unlike a stream of the standard library this tells the reason. Empty: written.
std::string write_file(const std::string& path, const std::string& text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return path + ": " + std::strerror(errno);
  const bool written = ::write(file, text.data(), text.size()) == std::ssize(text);
  const int reason = errno;
  ::close(file);
  return written ? std::string() : path + ": " + std::strerror(reason);
}

int open_current() {
  const int descriptor = ::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail("open the current network namespace");
  return descriptor;
}

/// The namespace that this thread is in, known without asking /proc every time: nothing but this
/// file moves a thread that goes on. -1: not asked yet.
thread_local int known_current = -1;

int current() {
  if (known_current < 0) known_current = open_current();
  return known_current;
}

}  // namespace

std::string enter_private_namespaces() {
  const std::string user = std::to_string(::geteuid()), group = std::to_string(::getegid());
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
    return std::string("no private user and network namespaces here (unshare: ") +
           std::strerror(errno) + ")";
  }
  if (known_current >= 0) ::close(std::exchange(known_current, -1));
  for (const auto& [path, text] : {std::pair{"/proc/self/setgroups", std::string("deny")},
                                   std::pair{"/proc/self/uid_map", "0 " + user + " 1"},
                                   std::pair{"/proc/self/gid_map", "0 " + group + " 1"}}) {
    if (const auto reason = write_file(path, text); !reason.empty()) {
      return "no user namespace can be set up here: " + reason;
    }
  }
  return {};
}

Descriptor open_network_namespace(const std::string& path) {
  constexpr std::string_view kEnter = "enter the network namespace";
  Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file.valid()) throw_file_error(kEnter, path, errno);
  struct statfs system{};
  const bool is_namespace = ::fstatfs(file.get(), &system) == 0 &&
                            static_cast<unsigned long>(system.f_type) == NSFS_MAGIC;
  if (!is_namespace || ::ioctl(file.get(), NS_GET_NSTYPE) != CLONE_NEWNET) {
    throw FileError(kEnter, path, "it is no network namespace");
  }
  return file;
}

void enter_for_good(const Descriptor& descriptor) {
  constexpr const char* kAttempt = "enter a network namespace";
  if (::setns(descriptor.get(), CLONE_NEWNET) != 0) {
    if (errno != EPERM) fail(kAttempt);
    const Descriptor owner(::ioctl(descriptor.get(), NS_GET_USERNS));
    const bool owned = owner.valid() && ::setns(owner.get(), CLONE_NEWUSER) == 0 &&
                       ::setns(descriptor.get(), CLONE_NEWNET) == 0;
    errno = EPERM;  // why the first was refused; what follows was only tried
    if (!owned) fail(kAttempt);
  }
  if (known_current >= 0) ::close(std::exchange(known_current, -1));
}

NetworkNamespace::NetworkNamespace() {
  const int previous = current();
  if (::unshare(CLONE_NEWNET) != 0) fail("make a network namespace");
  descriptor_ = open_current();
  if (::setns(previous, CLONE_NEWNET) != 0) fail("return to the previous network namespace");
}

NetworkNamespace::NetworkNamespace(NetworkNamespace&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

NetworkNamespace::~NetworkNamespace() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Inside::Inside(const NetworkNamespace& where) : previous_(current()) {
  if (::setns(where.descriptor(), CLONE_NEWNET) != 0) fail("enter a network namespace");
  known_current = where.descriptor();
}

Inside::~Inside() {
  CHECK(::setns(previous_, CLONE_NEWNET) == 0);
  known_current = previous_;
}

std::optional<int> read_sysctl(const std::string& name) {
  std::ifstream file("/proc/sys/" + name);
  if (int value = 0; file >> value) return value;
  return {};
}

void write_sysctl(const std::string& name, const std::string& value) {
  if (const auto reason = write_file("/proc/sys/" + name, value); !reason.empty()) {
    throw std::runtime_error("cannot set a sysctl: " + reason);
  }
}

}  // namespace edge
