// What is said of a file that cannot be read or written.
#pragma once

#include <fmt/format.h>
#include <sys/types.h>

#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

#include "common/base/escape.hpp"

namespace edge {

/// "cannot write /x: No space left on device".
class FileError : public std::runtime_error {
 public:
  FileError(std::string_view attempt, const std::string& path, std::string reason)
      : std::runtime_error(
            fmt::format("cannot {} {}: {}", attempt, printable(path, path.size()), reason)),
        reason_(std::move(reason)) {}
  /// For those who name the file in words of their own.
  const std::string& reason() const { return reason_; }

 private:
  std::string reason_;
};

/// `error` is an errno.
[[noreturn]] inline void throw_file_error(std::string_view attempt, const std::string& path,
                                          int error) {
  throw FileError(attempt, path, std::strerror(error));
}

/// "it belongs to user 33".
inline std::string belongs_to(uid_t user) { return fmt::format("it belongs to user {}", user); }

/// "it has more than 100 bytes".
inline std::string too_large(std::size_t max_bytes) {
  return fmt::format("it has more than {} bytes", max_bytes);
}

}  // namespace edge
