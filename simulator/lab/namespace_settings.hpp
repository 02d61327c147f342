// The sysctls of a network namespace, written only where they differ: a write costs as much as a
// route. Not for those of single devices, which come and go with them.
#pragma once

#include <map>
#include <string>

namespace edge::sim {

class NamespaceSettings {
 public:
  /// Sets "net/ipv4/ip_forward". The thread must be in the namespace, which is new at the first
  /// call for each name and whose settings nobody else changes. Throws std::runtime_error with the
  /// kernel's reason.
  void set(const std::string& name, int value);
  /// The same for a setting that not every kernel has.
  void set_if_there(const std::string& name, int value);

 private:
  std::map<std::string, int> written_;
};

}  // namespace edge::sim
