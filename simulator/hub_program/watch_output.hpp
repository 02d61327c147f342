// What a hub prints while it serves. Whoever does not read it holds nobody up: a hub that waited
// for its reader would stand still for every device.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace edge::sim {

class WatchOutput {
 public:
  /// `descriptor` stays open as long as this lives.
  explicit WatchOutput(int descriptor) : descriptor_(descriptor) {}

  /// Writes whole lines, or keeps them until the reader takes some: up to kMostKept bytes; of more
  /// the newest are left out, which a line says. A reader that has gone gets nothing any more.
  void write(std::string_view lines);

  static constexpr std::size_t kMostKept = 1 << 20;

 private:
  void flush();

  int descriptor_;
  std::string kept_;
  std::size_t left_out_ = 0;  // calls
  bool gone_ = false;
};

}  // namespace edge::sim
