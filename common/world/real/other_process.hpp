// Another process of this machine as /proc/PID shows it: the files of its own root, its variables,
// its network. It may end at any time, and what it has is as hostile as it likes: its links lead
// nowhere outside its root, what is read is bounded. Not for processes of one's own making.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "common/files/descriptor.hpp"

namespace edge {

class OtherProcess {
 public:
  /// From now on it is this process, or an error, and no later one with its number. Throws
  /// FileError that names it where there is none.
  explicit OtherProcess(std::uint32_t number);

  std::uint32_t number() const { return number_; }

  /// The text of a file as the process finds it, such as "/etc/hosts"; one that is missing is
  /// empty. Throws FileError: it may not be read, is too large, or no plain file.
  std::string own_file(const std::string& wanted) const;
  bool has_file(const std::string& wanted) const;
  /// Its variables as it was started with. Throws FileError.
  std::map<std::string, std::string> variables() const;
  /// The text of /proc/PID/cgroup; empty if it cannot be read.
  std::string cgroup() const;
  /// For enter_for_good(). Throws FileError; its reason tells which privilege is missing.
  Descriptor network() const;

 private:
  std::string path(const std::string& name) const;
  Descriptor open(const std::string& name, int flags) const;
  Descriptor open_own(const std::string& wanted) const;

  std::uint32_t number_;
  Descriptor folder_;  // /proc/PID
};

}  // namespace edge
