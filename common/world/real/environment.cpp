#include "common/world/real/environment.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "common/world/real/file_error.hpp"

namespace edge {
namespace {

class FileDescriptor {
 public:
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  ~FileDescriptor() { ::close(descriptor_); }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

std::string read_all(int descriptor, const std::string& name, std::size_t max_bytes) {
  std::string text;
  std::array<char, 4096> chunk;
  while (true) {
    const ssize_t count = ::read(descriptor, chunk.data(), chunk.size());
    if (count == 0) return text;
    if (count < 0) {
      if (errno == EINTR) continue;
      throw_file_error("read", name, errno);
    }
    text.append(chunk.data(), static_cast<std::size_t>(count));
    if (text.size() > max_bytes) {
      throw std::runtime_error(
          fmt::format("cannot read {}: it has more than {} bytes", name, max_bytes));
    }
  }
}

void write_all(int descriptor, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count >= 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      throw_file_error("write", path, errno);
    }
  }
}

/// Errors for which the folder, not the file, is to blame: it may not be changed, or the file is a
/// mount of its own, as containers get single files.
bool folder_refuses(int error) {
  return error == EACCES || error == EPERM || error == EROFS || error == EBUSY;
}

/// Empty when there is no file; other errors are left to whoever opens it.
std::optional<struct stat> status_of(const std::string& path) {
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) return std::nullopt;
  return found;
}

/// The mode that a new file at `path` should have: its predecessor's, else what the umask leaves.
mode_t usual_mode(const std::optional<struct stat>& predecessor) {
  if (predecessor) return predecessor->st_mode & 0777;
  const mode_t mask = ::umask(0);  // can only be read by setting it
  ::umask(mask);
  return 0666 & ~mask;
}

/// Gives the error if the folder refuses, else 0; throws on any other.
int replace_file(const std::string& path, std::string_view text, mode_t mode,
                 Survives end = Survives::machine) {
  std::string temporary = path + ".XXXXXX";
  const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);  // creates with mode 0600
  if (descriptor < 0 && folder_refuses(errno)) return errno;
  if (descriptor < 0) throw_file_error("write", path, errno);
  const FileDescriptor file(descriptor);
  try {
    write_all(file.get(), text, path);
    if (::fchmod(file.get(), mode) != 0) throw_file_error("write", path, errno);
    const bool kept = end != Survives::machine || ::fsync(file.get()) == 0;
    if (!kept) throw_file_error("write", path, errno);
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

void write_in_place(const std::string& path, std::string_view text) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
  if (descriptor < 0) throw_file_error("write", path, errno);
  const FileDescriptor file(descriptor);
  write_all(file.get(), text, path);
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

std::map<std::string, std::string> environment_variables() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

std::string read_file(const std::string& path, std::size_t max_bytes) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw_file_error("read", path, errno);
  const FileDescriptor file(descriptor);
  return read_all(file.get(), path, max_bytes);
}

std::string read_file_if_present(const std::string& path, std::size_t max_bytes) {
  if (::access(path.c_str(), F_OK) != 0 && errno == ENOENT) return {};
  return read_file(path, max_bytes);
}

std::string read_standard_input(std::size_t max_bytes) {
  return read_all(STDIN_FILENO, "standard input", max_bytes);
}

void write_private_file(const std::string& path, std::string_view text, Survives end) {
  const int error = replace_file(path, text, S_IRUSR | S_IWUSR, end);
  if (error != 0) throw_file_error("write", path, error);
}

void check_writable(const std::string& path) {
  if (const auto found = status_of(path)) {
    if (S_ISDIR(found->st_mode)) throw_file_error("write", path, EISDIR);
    if (::access(path.c_str(), W_OK) != 0) throw_file_error("write", path, errno);
    return;
  }
  std::string temporary = path + ".XXXXXX";
  const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (descriptor < 0) throw_file_error("write", path, errno);
  const FileDescriptor file(descriptor);
  ::unlink(temporary.c_str());
}

void write_file(const std::string& path, std::string_view text) {
  const auto found = status_of(path);
  if (const int standard = found ? standard_descriptor(*found) : -1; standard >= 0) {
    write_all(standard, text, path);
    return;
  }
  if (found && !S_ISREG(found->st_mode)) {
    write_in_place(path, text);
    return;
  }
  // A symbolic link stays one: what it points to is replaced.
  const std::string target = found ? std::filesystem::canonical(path).string() : path;
  const int error = replace_file(target, text, usual_mode(found));
  if (error != 0 && !found) throw_file_error("write", path, error);
  if (error != 0) write_in_place(target, text);
}

void write_standard_output(std::string_view text) {
  write_all(STDOUT_FILENO, text, "standard output");
}

std::optional<int> terminal_columns(int descriptor) {
  constexpr int kUsualColumns = 80;  // of terminals that do not tell, such as serial lines
  if (::isatty(descriptor) == 0) return std::nullopt;
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualColumns;
  return size.ws_col;
}

bool wants_colours() {
  const auto variables = environment_variables();
  const auto value = [&](const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string{} : found->second;
  };
  return ::isatty(STDOUT_FILENO) != 0 && value("NO_COLOR").empty() && value("TERM") != "dumb";
}

void wipe_argument(char* argument) { ::explicit_bzero(argument, std::strlen(argument)); }

}  // namespace edge
