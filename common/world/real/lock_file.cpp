#include "common/world/real/lock_file.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

#include "common/files/file_error.hpp"

namespace edge {

LockFile::LockFile(const OwnFolder& folder, const std::string& name)
    : file_(folder.open(name, O_RDWR | O_CREAT)) {
  if (::flock(file_.get(), LOCK_EX | LOCK_NB) == 0) return;
  if (errno != EWOULDBLOCK) throw_file_error("lock", folder.path_of(name), errno);
  throw FileError("lock", folder.path_of(name), "another program holds it");
}

}  // namespace edge
