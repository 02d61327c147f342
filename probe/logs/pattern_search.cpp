#include "probe/logs/pattern_search.hpp"

#include <algorithm>

#include "common/base/check.hpp"

namespace edge::probe {

namespace {
constexpr std::size_t kBlockBytes = 3;
constexpr std::size_t kLongestSkip = 255;
}  // namespace

PatternSearch::PatternSearch(std::vector<std::string_view> patterns)
    : patterns_(std::move(patterns)),
      shortest_(kLongestSkip),
      blocks_(std::size_t{1} << kBits),
      next_(patterns_.size(), kNone) {
  CHECK(!patterns_.empty() && patterns_.size() < kNone);
  for (const auto pattern : patterns_) shortest_ = std::min(shortest_, pattern.size());
  CHECK(shortest_ >= kBlockBytes);
  for (auto& block : blocks_) {
    block.skip = static_cast<std::uint8_t>(shortest_ - kBlockBytes + 1);
  }
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    for (std::size_t end = kBlockBytes - 1; end < shortest_; ++end) {
      Block& block = blocks_[hash_at(patterns_[i].data() + end)];
      block.skip = std::min(block.skip, static_cast<std::uint8_t>(shortest_ - 1 - end));
    }
    Block& last = blocks_[hash_at(patterns_[i].data() + shortest_ - 1)];
    next_[i] = std::exchange(last.first, static_cast<std::uint16_t>(i));
  }
}

}  // namespace edge::probe
