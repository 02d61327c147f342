// A file descriptor that closes itself, and the loop that write(2) needs.
#pragma once

#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>

namespace edge {

class Descriptor {
 public:
  explicit Descriptor(int value = -1) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(Descriptor&& other) noexcept : value_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }

  int get() const { return value_; }
  bool valid() const { return value_ >= 0; }
  /// The caller closes it.
  int release() { return std::exchange(value_, -1); }

 private:
  int value_;
};

/// Throws FileError with `path`.
void write_all(int descriptor, std::string_view text, const std::string& path);

}  // namespace edge
