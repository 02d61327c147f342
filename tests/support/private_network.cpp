#include "tests/support/private_network.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace edge::test {
namespace {

[[noreturn]] void fail(const std::string& attempt) {
  throw std::system_error(errno, std::generic_category(), attempt);
}

/// Unlike a stream of the standard library this tells the reason.
std::string write_file(const std::string& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return path + ": " + std::strerror(errno);
  const bool written = ::write(file, text.data(), text.size()) == std::ssize(text);
  const int reason = errno;
  ::close(file);
  return written ? std::string() : path + ": " + std::strerror(reason);
}

int open_current() {
  const int descriptor = ::open("/proc/thread-self/ns/net", O_RDONLY);
  if (descriptor < 0) fail("open the current network namespace");
  return descriptor;
}

/// An anonymous file, inherited by commands as standard input or output.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view text = {}) : descriptor_(::memfd_create("edge-test", 0)) {
    if (descriptor_ < 0) fail("memfd_create");
    if (::pwrite(descriptor_, text.data(), text.size(), 0) != std::ssize(text)) fail("pwrite");
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  int descriptor() const { return descriptor_; }
  std::string text() const {
    std::array<char, 4096> buffer;
    const ssize_t count = ::pread(descriptor_, buffer.data(), buffer.size(), 0);
    return std::string(buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  }

 private:
  int descriptor_;
};

void run_command(std::vector<std::string> words, std::string_view input) {
  const MemoryFile in(input), out;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    ::dup2(in.descriptor(), STDIN_FILENO);
    ::dup2(out.descriptor(), STDOUT_FILENO);
    ::dup2(out.descriptor(), STDERR_FILENO);
    ::setenv("PATH", "/usr/sbin:/sbin:/usr/bin:/bin", 1);  // users' paths lack sbin
    ::execvp(arguments.front(), arguments.data());
    ::_exit(127);
  }
  int status = 0;
  if (::waitpid(child, &status, 0) != child) fail("waitpid");
  if (status == 0) return;
  const bool missing = WIFEXITED(status) && WEXITSTATUS(status) == 127;
  throw std::runtime_error(words.front() + (missing ? " is not installed" : " failed: ") +
                           out.text() + "\nInput:\n" + std::string(input));
}

using Capabilities = std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3>;

__user_cap_header_struct capability_header() { return {_LINUX_CAPABILITY_VERSION_3, 0}; }

Capabilities read_capabilities() {
  auto header = capability_header();
  Capabilities sets{};
  if (::syscall(SYS_capget, &header, sets.data()) != 0) fail("capget");
  return sets;
}

void write_capabilities(Capabilities sets) {
  auto header = capability_header();
  if (::syscall(SYS_capset, &header, sets.data()) != 0) fail("capset");
}

}  // namespace

std::string enter_private_namespaces() {
  const std::string user = std::to_string(::geteuid()), group = std::to_string(::getegid());
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
    return std::string("no private user and network namespaces here (unshare: ") +
           std::strerror(errno) + ")";
  }
  for (const auto& [path, text] : {std::pair{"/proc/self/setgroups", std::string("deny")},
                                   std::pair{"/proc/self/uid_map", "0 " + user + " 1"},
                                   std::pair{"/proc/self/gid_map", "0 " + group + " 1"}}) {
    if (const auto reason = write_file(path, text); !reason.empty()) {
      return "no user namespace can be set up here: " + reason;
    }
  }
  return {};
}

NetworkNamespace::NetworkNamespace() {
  const int previous = open_current();
  if (::unshare(CLONE_NEWNET) != 0) fail("make a network namespace");
  descriptor_ = open_current();
  if (::setns(previous, CLONE_NEWNET) != 0) fail("return to the previous network namespace");
  ::close(previous);
  ip("link set lo up");
}

NetworkNamespace::~NetworkNamespace() { ::close(descriptor_); }

void NetworkNamespace::ip(std::string_view batch) const {
  const Inside here(*this);
  run_command({"ip", "-batch", "-"}, batch);
}

void NetworkNamespace::nft(std::string_view script) const {
  const Inside here(*this);
  run_command({"nft", "-f", "-"}, script);
}

void NetworkNamespace::sysctl(const std::string& name, std::string_view value) const {
  const Inside here(*this);
  if (const auto reason = write_file("/proc/sys/" + name, value); !reason.empty()) {
    throw std::runtime_error("cannot set a sysctl: " + reason);
  }
}

Inside::Inside(const NetworkNamespace& where) : previous_(open_current()) {
  if (::setns(where.descriptor(), CLONE_NEWNET) != 0) fail("enter a network namespace");
}

Inside::~Inside() {
  ::setns(previous_, CLONE_NEWNET);
  ::close(previous_);
}

WithoutCapabilities::WithoutCapabilities() {
  auto sets = read_capabilities();
  for (auto& set : sets) set.effective = 0;
  write_capabilities(sets);
}

WithoutCapabilities::~WithoutCapabilities() {
  auto sets = read_capabilities();
  for (auto& set : sets) set.effective = set.permitted;
  write_capabilities(sets);
}

}  // namespace edge::test
