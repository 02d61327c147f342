// User namespaces with more than one user, which daemons that change their user need. Only `edgesim
// doctor` asks so far.
#pragma once

#include <string>

namespace edge::sim {

/// Makes a user namespace in a child process and maps root and 65535 further users and groups into
/// it, as root by itself, otherwise by newuidmap and newgidmap (uidmap package) and the ranges of
/// /etc/subuid and /etc/subgid. Empty: that worked; else why not.
std::string map_uid_ranges();

}  // namespace edge::sim
