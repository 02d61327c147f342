// A fingerprint of a run: two runs with the same seed must have the same. Not for security.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/fnv1a.hpp"
#include "simulator/network/packet.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim {

class TraceHash {
 public:
  void add(std::string_view text);
  void add(std::uint64_t number);
  void add(Instant at, const Packet& packet);
  void add(Instant at, const Wire& wire, const Packet& packet);
  std::uint64_t value() const { return state_; }
  /// 16 hexadecimal digits.
  std::string text() const;

 private:
  void add_bytes(ByteView bytes) { state_ = fnv1a(bytes, state_); }
  void add_payload(const Packet& packet);

  std::uint64_t state_ = kFnvOffsetBasis;
};

}  // namespace edge::sim
