// What an expression loads of a packet.
#pragma once

#include <optional>

#include "probe/filters/packet.hpp"
#include "probe/filters/ruleset.hpp"

namespace edge::probe {

/// Nothing: the packet does not have it, so that the rule does not hold. What is not known here has
/// unknown bits, of at least `kLoadedBytes`.
std::optional<KnownBits> loaded(const FilterExpression& one, const FilterPacket& packet);

/// Bits of ct state, as NF_CT_STATE_BIT() has them.
inline constexpr std::uint32_t kStateInvalid = 1, kStateEstablished = 2, kStateRelated = 4,
                               kStateNew = 8, kStateUntracked = 64;
std::uint32_t connection_state(const FilterPacket& packet);
/// Bits of ct status (IPS_*).
KnownBits connection_status(const FilterPacket& packet);

}  // namespace edge::probe
