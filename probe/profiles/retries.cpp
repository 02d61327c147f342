#include "probe/profiles/retries.hpp"

#include <algorithm>

namespace edge::probe {
namespace {

constexpr int kMostDoublings = 30;  // far beyond any maximum, and no overflow

bool fits(std::string_view pattern, std::string_view value) {
  if (!pattern.ends_with('*')) return pattern == value;
  pattern.remove_suffix(1);
  return value.starts_with(pattern);
}

}  // namespace

Duration wait_after(const Backoff& backoff, int tries, int percent) {
  const int n = std::clamp(tries - 1, 0, kMostDoublings);
  if (n == 0 && backoff.first_at_once) return {};
  const auto factor = (std::int64_t{1} << n) - 1;
  if (backoff.growth.count() > 0 && factor > backoff.maximum / backoff.growth * 2) {
    return backoff.maximum;
  }
  const Duration grown = backoff.growth * factor * percent / 100;
  return std::min(backoff.minimum + grown, backoff.maximum);
}

const FailureRow* find_failure(std::span<const FailureRow> rows, std::string_view transport,
                               std::string_view stage, std::string_view symbol) {
  const auto row = std::ranges::find_if(rows, [&](const FailureRow& one) {
    const bool same_way = one.transport.empty() || one.transport == transport;
    return same_way && fits(one.stage, stage) && fits(one.symbol, symbol);
  });
  return row == rows.end() ? nullptr : &*row;
}

Retry retry_after(std::span<const FailureRow> rows, std::string_view transport,
                  std::string_view stage, std::string_view symbol) {
  const FailureRow* row = find_failure(rows, transport, stage, symbol);
  return row ? row->retry : Retry::never;
}

}  // namespace edge::probe
