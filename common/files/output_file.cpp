#include "common/files/output_file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "common/files/descriptor.hpp"
#include "common/files/file_error.hpp"

namespace edge {
namespace {

/// Errors for which the folder, not the file, is to blame: it may not be changed, or the file is a
/// mount of its own, as containers get single files.
bool folder_refuses(int error) {
  return error == EACCES || error == EPERM || error == EROFS || error == EBUSY;
}

/// Of what `path` leads to. Empty when there is no file; other errors are left to whoever opens it.
std::optional<struct stat> status_of(const std::string& path) {
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) return std::nullopt;
  return found;
}

/// Somebody else may have put it there, so that what it leads to is overwritten with this user's
/// rights.
void refuse_foreign_link(const std::string& path) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0 || !S_ISLNK(found.st_mode)) return;
  if (found.st_uid == ::geteuid() || found.st_uid == 0) return;
  throw FileError("write", path, fmt::format("it is a link of user {}", found.st_uid));
}

/// The mode that a new file at `path` should have: its predecessor's, else what the umask leaves.
mode_t usual_mode(const std::optional<struct stat>& predecessor) {
  if (predecessor) return predecessor->st_mode & 0777;
  const mode_t mask = ::umask(0);  // can only be read by setting it
  ::umask(mask);
  return 0666 & ~mask;
}

/// Gives the error if the folder refuses, else 0; throws on any other.
int replace_file(const std::string& path, std::string_view text, mode_t mode) {
  std::string temporary = path + ".XXXXXX";
  const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));  // creates with mode 0600
  if (!file.valid() && folder_refuses(errno)) return errno;
  if (!file.valid()) throw_file_error("write", path, errno);
  try {
    write_all(file.get(), text, path);
    if (::fchmod(file.get(), mode) != 0) throw_file_error("write", path, errno);
    if (::fsync(file.get()) != 0) throw_file_error("write", path, errno);
    if (std::rename(temporary.c_str(), path.c_str()) == 0) return 0;
    if (!folder_refuses(errno)) throw_file_error("write", path, errno);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  const int error = errno;
  ::unlink(temporary.c_str());
  return error;
}

/// A named pipe that nobody reads yet is waited for, but not for ever.
Descriptor open_in_place(const std::string& path, int flags) {
  constexpr int kTries = 200, kPause = 50;  // milliseconds: 10 s
  for (int tried = 1; true; ++tried) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | flags);
    if (descriptor >= 0) {
      ::fcntl(descriptor, F_SETFL, 0);
      return Descriptor(descriptor);
    }
    if (errno == ENXIO && tried == kTries) {
      throw FileError("write", path, "nobody reads it within 10 s");
    }
    if (errno != ENXIO && errno != EINTR) throw_file_error("write", path, errno);
    ::poll(nullptr, 0, kPause);
  }
}

/// Standard output or standard error if `found` is what it goes to, else -1. Such a file must be
/// written through that descriptor, which knows how far it has got.
int standard_descriptor(const struct stat& found) {
  for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat own{};
    if (::fstat(descriptor, &own) != 0) continue;
    if (own.st_dev == found.st_dev && own.st_ino == found.st_ino) return descriptor;
  }
  return -1;
}

}  // namespace

void check_writable(const std::string& path) {
  refuse_foreign_link(path);
  if (const auto found = status_of(path)) {
    if (S_ISDIR(found->st_mode)) throw_file_error("write", path, EISDIR);
    if (::access(path.c_str(), W_OK) != 0) throw_file_error("write", path, errno);
    return;
  }
  std::string temporary = path + ".XXXXXX";
  const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!file.valid()) throw_file_error("write", path, errno);
  ::unlink(temporary.c_str());
}

void write_file(const std::string& path, std::string_view text) {
  refuse_foreign_link(path);
  const auto found = status_of(path);
  if (const int standard = found ? standard_descriptor(*found) : -1; standard >= 0) {
    write_all(standard, text, path);
    return;
  }
  if (found && !S_ISREG(found->st_mode)) {
    write_all(open_in_place(path, 0).get(), text, path);
    return;
  }
  // A symbolic link stays one: what it points to is replaced.
  const std::string target = found ? std::filesystem::canonical(path).string() : path;
  const int error = replace_file(target, text, usual_mode(found));
  if (error != 0 && !found) throw_file_error("write", path, error);
  if (error != 0) {
    write_all(open_in_place(target, O_TRUNC | O_NOFOLLOW).get(), text, path);
  }
}

}  // namespace edge
