// What is said of a file that cannot be read or written.
#pragma once

#include <fmt/format.h>

#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

#include "common/base/escape.hpp"

namespace edge {

/// Throws std::runtime_error "cannot write /x: No space left on device"; `error` is an errno.
[[noreturn]] inline void throw_file_error(std::string_view attempt, const std::string& path,
                                          int error) {
  throw std::runtime_error(fmt::format("cannot {} {}: {}", attempt,
                                       printable(path, path.size()), std::strerror(error)));
}

}  // namespace edge
