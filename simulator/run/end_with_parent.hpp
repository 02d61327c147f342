// A child process that must not outlive the process that forked it, however that one ends.
#pragma once

#include <sys/types.h>

namespace edge::sim {

/// Called in the child: from now on the kernel kills this process when its parent ends, and it ends
/// here if `parent`, whose getpid() it is, has ended already. Throws std::system_error.
void end_with_parent(pid_t parent);

}  // namespace edge::sim
