// The registers of an nf_tables rule: 64 bytes, in pieces that an expression names.
#pragma once

#include "probe/filters/known_bits.hpp"

namespace edge::probe {

class Registers {
 public:
  /// What is out of them is unknown.
  KnownBits get(std::size_t place, std::size_t size) const {
    return place + size <= kBytes ? bits_.part(place, size) : KnownBits::none(size);
  }
  /// Filled up with zeros to whole words, as the kernel does it.
  void set(std::size_t place, const KnownBits& bits) {
    bits_.write(place, bits.part(0, (bits.size() + 3) & ~std::size_t{3}));
  }

 private:
  static constexpr std::size_t kBytes = 64;
  KnownBits bits_ = KnownBits::none(kBytes);
};

}  // namespace edge::probe
