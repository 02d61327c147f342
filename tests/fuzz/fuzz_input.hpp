// Bytes of a fuzzer, dealt out as what a target needs. A target defines LLVMFuzzerTestOneInput;
// libFuzzer or driver.cpp calls it.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "common/base/bytes.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace edge::fuzz {

class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}

  bool empty() const { return rest_.empty(); }

  /// The next byte; 0 at the end.
  std::uint8_t byte() { return rest_.empty() ? std::uint8_t{0} : take(1).front(); }
  /// At most `size` bytes.
  ByteView take(std::size_t size) {
    const auto taken = rest_.first(std::min(size, rest_.size()));
    rest_ = rest_.subspan(taken.size());
    return taken;
  }
  /// Up to the next line feed, which is dropped.
  std::string line() {
    const auto end = std::find(rest_.begin(), rest_.end(), '\n');
    std::string text(as_text(take(static_cast<std::size_t>(end - rest_.begin()))));
    take(1);
    return text;
  }
  std::string text() { return std::string(as_text(take(rest_.size()))); }
  /// A piece of 1 to 64 bytes whose size the input chooses: how a peer's bytes may arrive.
  ByteView piece() { return take(1 + byte() % 64); }

 private:
  ByteView rest_;
};

}  // namespace edge::fuzz
