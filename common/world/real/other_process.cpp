#include "common/world/real/other_process.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "common/base/key_value.hpp"
#include "common/files/file_error.hpp"

namespace edge {
namespace {

constexpr std::size_t kMostBytes = 1 << 20;  // of a file

std::string all_of(const Descriptor& file, const std::string& path) {
  std::string text;
  std::array<char, 16 * 1024> part;
  while (true) {
    const ssize_t count = ::read(file.get(), part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw_file_error("read", path, errno);
    if (count == 0) return text;
    text.append(part.data(), static_cast<std::size_t>(count));
    if (text.size() > kMostBytes) throw FileError("read", path, too_large(kMostBytes));
  }
}

}  // namespace

OtherProcess::OtherProcess(std::uint32_t number) : number_(number) {
  const std::string folder = "/proc/" + std::to_string(number);
  folder_ = Descriptor(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (folder_.valid()) return;
  const int error = errno;
  if (error != ENOENT) throw_file_error("look at", folder, error);
  throw FileError("look at", folder, "there is no such process (any more)");
}

std::string OtherProcess::path(const std::string& name) const {
  return "/proc/" + std::to_string(number_) + name;
}

Descriptor OtherProcess::open(const std::string& name, int flags) const {
  return Descriptor(::openat(folder_.get(), name.c_str() + 1, flags | O_CLOEXEC));
}

Descriptor OtherProcess::open_own(const std::string& wanted) const {
  const Descriptor root = open("/root", O_PATH);
  if (!root.valid()) return Descriptor();
  open_how how{};
  how.flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  return Descriptor(static_cast<int>(
      ::syscall(SYS_openat2, root.get(), wanted.c_str(), &how, sizeof how)));
}

std::string OtherProcess::own_file(const std::string& wanted) const {
  const std::string shown = path("/root" + wanted);
  const Descriptor file = open_own(wanted);
  if (!file.valid() && errno == ENOENT) return {};
  if (!file.valid()) throw_file_error("read", shown, errno);
  struct stat found{};
  if (::fstat(file.get(), &found) != 0 || !S_ISREG(found.st_mode)) {
    throw FileError("read", shown, "it is no plain file");
  }
  return all_of(file, shown);
}

bool OtherProcess::has_file(const std::string& wanted) const { return open_own(wanted).valid(); }

std::map<std::string, std::string> OtherProcess::variables() const {
  const Descriptor file = open("/environ", O_RDONLY);
  if (!file.valid()) throw_file_error("read", path("/environ"), errno);
  const std::string text = all_of(file, path("/environ"));
  std::map<std::string, std::string> variables;
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\0'), rest.size());
    if (const auto split = key_value(rest.substr(0, end))) {
      variables.emplace(split->key, split->value);
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return variables;
}

std::string OtherProcess::cgroup() const {
  const Descriptor file = open("/cgroup", O_RDONLY);
  try {
    return file.valid() ? all_of(file, path("/cgroup")) : std::string();
  } catch (const FileError&) {
    return {};  // a fact that is hidden from this process, not a failure
  }
}

Descriptor OtherProcess::network() const {
  Descriptor file = open("/ns/net", O_RDONLY);
  if (file.valid()) return file;
  const int error = errno;
  const std::string name = path("/ns/net");
  if (error == EACCES || error == EPERM) {
    throw FileError("open", name, "that takes CAP_SYS_PTRACE: run it with `sudo`");
  }
  if (error == ENOENT || error == ESRCH) throw FileError("open", name, "the process has ended");
  throw_file_error("open", name, error);
}

}  // namespace edge
