#include "tests/support/private_network.hpp"

#include <linux/capability.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace edge::test {
namespace {

[[noreturn]] void fail(const std::string& attempt) {
  throw std::system_error(errno, std::generic_category(), attempt);
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

NetworkNamespace::NetworkNamespace() { ip("link set lo up"); }

void NetworkNamespace::ip(std::string_view batch) const {
  const Inside here(*this);
  run_command({"ip", "-batch", "-"}, batch);
}

void NetworkNamespace::nft(std::string_view script) const {
  const Inside here(*this);
  run_command({"nft", "-f", "-"}, script);
}

void NetworkNamespace::sysctl(const std::string& name, const std::string& value) const {
  const Inside here(*this);
  write_sysctl(name, value);
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
