#include "common/world/real/append_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "common/world/real/file_error.hpp"

namespace edge {

AppendFile::AppendFile(std::string path) : path_(std::move(path)) {
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor_ < 0) throw_file_error("write", path_, errno);
  const auto refuse = [this](const char* why) {
    ::close(descriptor_);
    throw std::runtime_error("cannot write " + path_ + ": " + why);
  };
  struct stat found{};
  if (::fstat(descriptor_, &found) != 0 || !S_ISREG(found.st_mode)) refuse("it is no regular file");
  size_ = static_cast<std::uint64_t>(found.st_size);
}

AppendFile::~AppendFile() { ::close(descriptor_); }

void AppendFile::append(std::string_view record) {
  for (std::size_t done = 0; done < record.size();) {
    const ssize_t written = ::write(descriptor_, record.data() + done, record.size() - done);
    if (written >= 0) {
      done += static_cast<std::size_t>(written);  // less than all where the rest has no room
      continue;
    }
    const int error = errno;
    if (error == EINTR) continue;
    if (::ftruncate(descriptor_, static_cast<off_t>(size_)) != 0) {
      throw_file_error("take back a part of a record of", path_, errno);
    }
    throw_file_error("write", path_, error);
  }
  size_ += record.size();
}

void AppendFile::rename_to(std::string path) {
  if (std::rename(path_.c_str(), path.c_str()) != 0) {
    throw_file_error("rename to " + path, path_, errno);
  }
  path_ = std::move(path);
}

}  // namespace edge
