// How many files (sockets count) this process may have open: the limit that `ulimit -n` sets. Not
// for what becomes of one that cannot be opened.
#pragma once

#include <cstddef>

namespace edge {

/// Raises the soft limit to the hard one, and gives that. For a program that starts no others: some
/// of those close every number below their limit, one by one, before they begin.
std::size_t allow_all_open_files();

/// How many are open.
std::size_t count_open_files();

}  // namespace edge
