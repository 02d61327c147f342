// How many files (sockets, namespaces and devices count) a lab keeps open, and the limit on that.
#pragma once

#include <string>

namespace edge::sim {

/// Enough for every topology, its services and programs; the largest lab at rest has a third.
inline constexpr unsigned kOpenFiles = 256;
inline constexpr unsigned kMostOpenFiles = 65536;

/// Raises the soft limit to the hard one, but not above kMostOpenFiles, for this process and those
/// it starts, some of which close every number below it before they begin. Gives what is wrong,
/// naming the limit; empty: nothing is.
std::string allow_open_files();

}  // namespace edge::sim
