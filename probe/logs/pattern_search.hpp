// Many texts searched for in one pass: Wu and Manber's algorithm with blocks of three bytes, which
// skips most bytes of a text that has none of them. Not for texts that differ by case.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace edge::probe {

class PatternSearch {
 public:
  /// Patterns of at least three bytes; they must outlive this. The shortest one sets the speed.
  explicit PatternSearch(std::vector<std::string_view> patterns);

  /// Calls found(index of the pattern) for each place where one of them stands in `text`.
  template <class Found>
  void each(std::string_view text, Found found) const {
    for (std::size_t end = shortest_ - 1; end < text.size();) {
      const Block& block = blocks_[hash_at(text.data() + end)];
      end += block.skip;
      if (block.skip > 0) continue;
      const auto rest = text.substr(end + 1 - shortest_);
      for (std::uint16_t i = block.first; i != kNone; i = next_[i]) {
        if (rest.starts_with(patterns_[i])) found(std::size_t{i});
      }
      ++end;
    }
  }

 private:
  static constexpr std::size_t kBits = 15;
  static constexpr std::uint16_t kNone = 0xffff;

  struct Block {
    std::uint16_t first = kNone;  // of the patterns whose first part ends in this block
    std::uint8_t skip = 0;        // bytes to the next place where a pattern may end its first part
  };

  /// Of the three bytes up to `last`.
  static std::size_t hash_at(const char* last) {
    const auto byte = [last](int back) -> std::uint32_t {
      return static_cast<std::uint8_t>(last[-back]);
    };
    return (byte(0) | byte(1) << 8 | byte(2) << 16) * 2654435761U >> (32 - kBits);
  }

  std::vector<std::string_view> patterns_;
  std::size_t shortest_;
  std::vector<Block> blocks_;
  std::vector<std::uint16_t> next_;  // pattern of the same block; kNone: no more
};

}  // namespace edge::probe
