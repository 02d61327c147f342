#include "common/world/real/lock_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace edge {

LockFile::LockFile(const std::string& path) {
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor_ < 0) {
    throw std::runtime_error("cannot lock " + path + ": " + std::strerror(errno));
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  const bool held = errno == EWOULDBLOCK;
  const std::string why = held ? "another program holds it" : std::strerror(errno);
  ::close(descriptor_);
  throw std::runtime_error("cannot lock " + path + ": " + why);
}

LockFile::~LockFile() { ::close(descriptor_); }

}  // namespace edge
