// A file descriptor that closes itself. Only for the lab's plain kernel calls.
#pragma once

#include <unistd.h>

#include <utility>

namespace edge::sim {

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

}  // namespace edge::sim
