#include "simulator/run/end_with_parent.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace edge::sim {

void end_with_parent(pid_t parent) {
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
    throw std::system_error(errno, std::generic_category(), "tie a process's life to its parent's");
  }
  if (::getppid() != parent) ::raise(SIGKILL);  // as it would have been told a moment later
}

}  // namespace edge::sim
