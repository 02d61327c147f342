#include "common/world/real/append_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "common/files/file_error.hpp"

namespace edge {

AppendFile::AppendFile(const OwnFolder& folder, const std::string& name)
    : name_(name),
      path_(folder.path_of(name)),
      file_(folder.open(name, O_WRONLY | O_APPEND | O_CREAT)) {
  struct stat found{};
  if (::fstat(file_.get(), &found) != 0) throw_file_error("write", path_, errno);
  size_ = static_cast<std::uint64_t>(found.st_size);
}

void AppendFile::append(std::string_view record) {
  for (std::size_t done = 0; done < record.size();) {
    const ssize_t written = ::write(file_.get(), record.data() + done, record.size() - done);
    if (written >= 0) {
      done += static_cast<std::size_t>(written);  // less than all where the rest has no room
      continue;
    }
    const int error = errno;
    if (error == EINTR) continue;
    if (::ftruncate(file_.get(), static_cast<off_t>(size_)) != 0) {
      throw_file_error("take back a part of a record of", path_, errno);
    }
    throw_file_error("write", path_, error);
  }
  size_ += record.size();
}

void AppendFile::rename_to(const OwnFolder& folder, const std::string& name) {
  folder.rename(name_, name);
  name_ = name;
  path_ = folder.path_of(name);
}

void AppendFile::cut(std::uint64_t size) {
  if (::ftruncate(file_.get(), static_cast<off_t>(size)) != 0) {
    throw_file_error("write", path_, errno);
  }
  size_ = size;
}

}  // namespace edge
