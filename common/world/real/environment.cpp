#include "common/world/real/environment.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace edge {
namespace {

[[noreturn]] void fail(std::string_view attempt, const std::string& path, int error) {
  throw std::runtime_error(fmt::format("cannot {} {}: {}", attempt, path, std::strerror(error)));
}

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
      fail("read", name, errno);
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
      fail("write", path, errno);
    }
  }
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
  if (descriptor < 0) fail("read", path, errno);
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

void write_private_file(const std::string& path, std::string_view text) {
  std::string temporary = path + ".XXXXXX";
  const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);  // creates with mode 0600
  if (descriptor < 0) fail("write", path, errno);
  const FileDescriptor file(descriptor);
  try {
    write_all(file.get(), text, path);
    if (::fsync(file.get()) != 0) fail("write", path, errno);
    if (std::rename(temporary.c_str(), path.c_str()) != 0) fail("write", path, errno);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
}

std::optional<int> terminal_columns(int descriptor) {
  constexpr int kUsualColumns = 80;  // of terminals that do not tell, such as serial lines
  if (::isatty(descriptor) == 0) return std::nullopt;
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualColumns;
  return size.ws_col;
}

void wipe_argument(char* argument) { ::explicit_bzero(argument, std::strlen(argument)); }

}  // namespace edge
