// Where labs that are up can be found: a socket for each, in a folder that only its user can enter.
#pragma once

#include <filesystem>
#include <string>

#include "common/files/descriptor.hpp"

namespace edge::sim {

/// The place of the lab `name` while this lives. A lab that was killed leaves only files, which
/// whoever looks next takes away.
class LabPlace {
 public:
  /// Throws UsageError if that lab is up or the name will not do, std::runtime_error naming what
  /// cannot be made, or a folder that others could enter.
  explicit LabPlace(const std::string& name);
  ~LabPlace();
  LabPlace(const LabPlace&) = delete;
  LabPlace& operator=(const LabPlace&) = delete;

  /// A listening socket.
  int socket() const { return socket_.get(); }

 private:
  std::filesystem::path path_;  // without ".lock" and ".socket"
  Descriptor lock_, socket_;
};

/// The next client of a listening socket if it is the same user; an invalid one otherwise.
Descriptor accept_own_user(int listening);

/// Throws UsageError if no lab of that name is up.
Descriptor connect_to_lab(const std::string& name);

}  // namespace edge::sim
