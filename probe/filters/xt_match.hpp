// Matches of x_tables, in rules of the legacy iptables and of iptables-nft.
#pragma once

#include <optional>
#include <string>

#include "probe/filters/packet.hpp"
#include "probe/filters/ruleset.hpp"

namespace edge::probe {

/// Unknown for a match that is not known here, or asks for what is not.
Truth xt_match(const FilterExpression& match, const FilterPacket& packet);
/// As iptables(8) writes it: "-m conntrack --ctstate RELATED,ESTABLISHED"; else "-m NAME ...".
std::string xt_match_text(const FilterExpression& match);
/// The address that SNAT and DNAT translate to, where there is one.
std::optional<KnownBits> xt_translation_address(const FilterExpression& target, bool ipv6);

/// The addresses, interfaces and protocol of a legacy rule (struct ipt_ip).
Truth legacy_addresses(const FilterExpression& one, const FilterPacket& packet);
std::string legacy_addresses_text(const FilterExpression& one);

}  // namespace edge::probe
