// Runs in real time take turns on a machine: the work of one would show in the times of another.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "common/files/descriptor.hpp"

namespace edge::sim {

/// Where the lock may be (open_shared_lock).
std::span<const std::string> usual_lock_folders();

class MachineTurn {
 public:
  /// Waits for the others. `tell` gets a sentence if it has to, or if none of `folders` is for
  /// everyone: then it does not wait.
  MachineTurn(std::span<const std::string> folders,
              const std::function<void(const std::string&)>& tell);

 private:
  Descriptor lock_;  // by flock(2): until this process and those it has forked have ended
};

}  // namespace edge::sim
