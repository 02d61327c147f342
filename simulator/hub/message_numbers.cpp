#include "simulator/hub/message_numbers.hpp"

#include <algorithm>
#include <iterator>

#include "common/base/whole_number.hpp"

namespace edge::sim {
namespace {

constexpr std::uint64_t kHighestNumber = 1'000'000'000'000;
constexpr std::uint64_t kMostLost = 1'000'000;

}  // namespace

std::optional<std::uint64_t> number_of(const MessageFields& message) {
  const auto property = message.properties.find(kNumberProperty);
  if (property == message.properties.end()) return std::nullopt;
  const auto number = whole_number<std::uint64_t>(property->second);
  return number && *number <= kHighestNumber ? number : std::nullopt;
}

void MessageNumbers::add(std::uint64_t number) {
  const auto above = ranges_.upper_bound(number);
  const auto below = above == ranges_.begin() ? ranges_.end() : std::prev(above);
  if (below != ranges_.end() && number <= below->second) return;  // it has come before
  ++arrived_;
  const bool goes_on = below != ranges_.end() && below->second + 1 == number;
  const auto range = goes_on ? below : ranges_.emplace_hint(above, number, number);
  range->second = number;
  if (above != ranges_.end() && above->first == number + 1) {
    range->second = above->second;
    ranges_.erase(above);
  }
  if (ranges_.size() <= kMostRanges) return;
  const auto second = std::next(ranges_.begin());
  ranges_.begin()->second = second->second;
  ranges_.erase(second);
}

std::uint64_t MessageNumbers::missing() const {
  if (ranges_.empty()) return 0;
  return ranges_.rbegin()->second - ranges_.begin()->first + 1 - arrived_;
}

void NumberedTelemetry::take(const Identity& from, const MessageFields& message) {
  const auto number = number_of(message);
  if (!number) return;
  MessageNumbers& sender = senders_[from];
  missing_ -= sender.missing();
  sender.add(*number);
  missing_ += sender.missing();
}

std::optional<int> NumberedTelemetry::lost() const {
  if (senders_.empty()) return std::nullopt;
  return static_cast<int>(std::min(missing_, kMostLost));
}

}  // namespace edge::sim
