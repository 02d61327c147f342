#include "simulator/run/interprocess_lock.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace edge::sim {
namespace {

int set_lock(int file, short type) {
  struct flock whole {};
  whole.l_type = type;
  whole.l_whence = SEEK_SET;
  return ::fcntl(file, F_SETLKW, &whole);
}

}  // namespace

InterprocessLock::InterprocessLock() : file_(::memfd_create("lock", MFD_CLOEXEC)) {
  if (file_ < 0) throw std::system_error(errno, std::generic_category(), "make a lock");
}

InterprocessLock::~InterprocessLock() { ::close(file_); }

void InterprocessLock::enter() {
  while (set_lock(file_, F_WRLCK) != 0) {
    if (errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "pass a lock");
    }
  }
}

void InterprocessLock::leave() { set_lock(file_, F_UNLCK); }

}  // namespace edge::sim
