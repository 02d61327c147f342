// Bytes in order: appended at the end, dropped from the front, looked at anywhere between.
#pragma once

#include <algorithm>
#include <cstddef>

#include "common/base/bytes.hpp"
#include "common/base/check.hpp"

namespace edge {

class ByteQueue {
 public:
  std::size_t size() const { return bytes_.size() - begin_; }
  bool empty() const { return size() == 0; }

  void append(ByteView data) { bytes_.insert(bytes_.end(), data.begin(), data.end()); }

  ByteView view(std::size_t offset, std::size_t count) const {
    CHECK(offset + count <= size());
    return ByteView{bytes_}.subspan(begin_ + offset, count);
  }

  void drop(std::size_t count) {
    CHECK(count <= size());
    begin_ += count;
    // Moving the rest only when it is the smaller part keeps the cost of a byte constant.
    if (begin_ * 2 < bytes_.size() && begin_ < bytes_.size()) return;
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(begin_));
    begin_ = 0;
  }

  /// Moves up to out.size() bytes from the front into `out`.
  std::size_t take(MutableByteView out) {
    const auto taken = view(0, std::min(out.size(), size()));
    std::ranges::copy(taken, out.begin());
    const auto count = taken.size();
    drop(count);
    return count;
  }

 private:
  Bytes bytes_;
  std::size_t begin_ = 0;
};

}  // namespace edge
