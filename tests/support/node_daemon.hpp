// A real daemon in a network namespace of a test: with its own resolv.conf and /dev/shm, and not as
// root, which daemons refuse to stay. Needs no privilege beyond user namespaces.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "common/world/real/network_namespace.hpp"

namespace edge::test {

class NodeDaemon {
 public:
  /// `folder` holds its "resolv.conf" and gets "output": what it prints. `command` is found on
  /// PATH. Throws std::system_error when no process can be made.
  NodeDaemon(const edge::NetworkNamespace& where, std::filesystem::path folder,
             std::vector<std::string> command);
  /// Kills it; what it has started itself must end with it (helpers at the end of their input).
  ~NodeDaemon();
  NodeDaemon(const NodeDaemon&) = delete;
  NodeDaemon& operator=(const NodeDaemon&) = delete;

  /// Throws std::runtime_error with what it printed if it has ended.
  void require_alive();
  /// The kernel still accepts connections for it; nobody answers them.
  void freeze();

 private:
  std::filesystem::path folder_;
  std::string name_;
  pid_t pid_ = -1;
};

}  // namespace edge::test
