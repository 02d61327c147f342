// Bytes of which each bit is known or not: a packet's headers are known but for its source port,
// its identification and the like, and what a filter asks of them is yes, no, or cannot be said.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace edge::probe {

enum class Truth { no, yes, unknown };

Truth operator!(Truth truth);
Truth operator&&(Truth a, Truth b);
Truth operator||(Truth a, Truth b);
inline Truth truth_of(bool known) { return known ? Truth::yes : Truth::no; }

/// `known` has a 1 for each bit of `value` that is known; both are of one size.
struct KnownBits {
  std::string value, known;

  static KnownBits all(std::string bytes);
  static KnownBits none(std::size_t size);
  /// A number as the machine has it.
  static KnownBits number(std::uint32_t number);

  std::size_t size() const { return value.size(); }
  /// Zeros, which are known, stand for what is behind the end.
  KnownBits part(std::size_t offset, std::size_t size) const;
  /// What is behind the end is left out.
  void write(std::size_t offset, const KnownBits& bits);
  bool all_known() const;

  Truth equals(std::string_view bytes) const;
  /// From `low` to `high`, as memcmp(3) compares them.
  Truth between(std::string_view low, std::string_view high) const;
  /// (value & mask) ^ flip.
  KnownBits masked(std::string_view mask, std::string_view flip) const;
  /// Each bit of one with that of the other, which is as long.
  KnownBits flipped_by(const KnownBits& other) const;
};

}  // namespace edge::probe
