// Plain kernel calls of the lab whose failure is a broken set-up. Not for network failures, which
// are values.
#pragma once

#include <cerrno>
#include <string>
#include <system_error>

namespace edge::sim {

/// Throws std::system_error with errno's reason, naming the attempt, unless the call has `done` it.
inline void require(bool done, const std::string& attempt) {
  if (!done) throw std::system_error(errno, std::generic_category(), attempt);
}

}  // namespace edge::sim
