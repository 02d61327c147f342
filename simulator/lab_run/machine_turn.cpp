#include "simulator/lab_run/machine_turn.hpp"

#include <sys/file.h>

#include <cerrno>
#include <system_error>

#include "common/files/shared_lock.hpp"

namespace edge::sim {

std::span<const std::string> usual_lock_folders() {
  static const std::string folders[] = {"/run/lock", "/tmp"};
  return folders;
}

MachineTurn::MachineTurn(std::span<const std::string> folders,
                         const std::function<void(const std::string&)>& tell)
    : lock_(open_shared_lock(folders, "edgesim-lab.lock")) {
  if (!lock_.valid()) {
    tell("other runs in the lab on this machine are not waited for, as there is no folder for a "
         "lock that all users share; they can make times late");
    return;
  }
  if (::flock(lock_.get(), LOCK_EX | LOCK_NB) == 0) return;
  if (errno == EWOULDBLOCK) {
    tell("waiting for another run in the lab on this machine, which would make times late "
         "(--no-wait: do not)");
  }
  while (::flock(lock_.get(), LOCK_EX) != 0) {
    if (errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "wait for other runs in the lab");
    }
  }
}

}  // namespace edge::sim
