#include "probe/filters/known_bits.hpp"

#include <algorithm>
#include <cstring>

namespace edge::probe {
namespace {

constexpr char kAll = '\xff';

/// The smallest and the largest that the bits may be.
std::string extreme(const KnownBits& bits, bool largest) {
  std::string bytes = bits.value;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int known = bits.known[i] & bits.value[i];
    bytes[i] = static_cast<char>(largest ? (known | ~bits.known[i]) : known);
  }
  return bytes;
}

}  // namespace

Truth operator!(Truth truth) {
  if (truth == Truth::unknown) return truth;
  return truth_of(truth == Truth::no);
}

Truth operator&&(Truth a, Truth b) {
  if (a == Truth::no || b == Truth::no) return Truth::no;
  return a == Truth::yes && b == Truth::yes ? Truth::yes : Truth::unknown;
}

Truth operator||(Truth a, Truth b) { return !(!a && !b); }

KnownBits KnownBits::all(std::string bytes) {
  std::string known(bytes.size(), kAll);
  return {std::move(bytes), std::move(known)};
}

KnownBits KnownBits::none(std::size_t size) {
  return {std::string(size, '\0'), std::string(size, '\0')};
}

KnownBits KnownBits::number(std::uint32_t number) {
  return all(std::string(reinterpret_cast<const char*>(&number), sizeof number));
}

KnownBits KnownBits::part(std::size_t offset, std::size_t size) const {
  KnownBits part{std::string(size, '\0'), std::string(size, kAll)};
  for (std::size_t i = 0; i < size && offset + i < value.size(); ++i) {
    part.value[i] = value[offset + i];
    part.known[i] = known[offset + i];
  }
  return part;
}

void KnownBits::write(std::size_t offset, const KnownBits& bits) {
  for (std::size_t i = 0; i < bits.size() && offset + i < value.size(); ++i) {
    value[offset + i] = bits.value[i];
    known[offset + i] = bits.known[i];
  }
}

bool KnownBits::all_known() const {
  return std::ranges::all_of(known, [](char byte) { return byte == kAll; });
}

Truth KnownBits::equals(std::string_view bytes) const {
  bool sure = true;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char own = i < size() ? value[i] : '\0', mask = i < size() ? known[i] : kAll;
    if (((own ^ bytes[i]) & mask) != 0) return Truth::no;
    sure = sure && mask == kAll;
  }
  return sure ? Truth::yes : Truth::unknown;
}

Truth KnownBits::between(std::string_view low, std::string_view high) const {
  const std::string least = extreme(*this, false), most = extreme(*this, true);
  const auto compare = [](std::string_view a, std::string_view b) {
    return std::memcmp(a.data(), b.data(), std::min(a.size(), b.size()));
  };
  if (compare(most, low) < 0 || compare(least, high) > 0) return Truth::no;
  return compare(least, low) >= 0 && compare(most, high) <= 0 ? Truth::yes : Truth::unknown;
}

KnownBits KnownBits::masked(std::string_view mask, std::string_view flip) const {
  KnownBits result = *this;
  for (std::size_t i = 0; i < size(); ++i) {
    const int keep = i < mask.size() ? mask[i] : 0, turn = i < flip.size() ? flip[i] : 0;
    result.value[i] = static_cast<char>((value[i] & keep) ^ turn);
    result.known[i] = static_cast<char>(known[i] | ~keep);
  }
  return result;
}

KnownBits KnownBits::flipped_by(const KnownBits& other) const {
  KnownBits result = *this;
  for (std::size_t i = 0; i < size() && i < other.size(); ++i) {
    result.value[i] = static_cast<char>(value[i] ^ other.value[i]);
    result.known[i] = static_cast<char>(known[i] & other.known[i]);
  }
  return result;
}

}  // namespace edge::probe
