// IPsec's policies (RFC 4301 section 4.4.1; `ip xfrm policy`): they take packets into a tunnel, or
// block them, whatever the routes say. strongSwan and Libreswan install them, some without a route.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/world/prefix.hpp"

namespace edge::probe {

struct IpsecPolicy {
  Prefix source, destination;
  std::uint32_t priority = 0;            // the lowest number comes first
  int protocol = 0;                      // of IP; 0: any
  std::uint16_t port = 0, port_mask = 0; // of the destination; mask 0: any
  bool blocks = false;
  bool transforms = false;               // by ESP or AH; else it lets packets pass as they are
  std::optional<IpAddress> tunnel_end;   // the other gateway's address
};

/// Of one for packets that leave and that marks and interfaces play no part in: others do not stop
/// a module's. Nothing for any other message.
std::optional<IpsecPolicy> parse_ipsec_policy(std::string_view body);

/// It is about a packet of this protocol from `source` to `port` of `destination`.
bool selects(const IpsecPolicy& policy, const IpAddress& source, const IpAddress& destination,
             int protocol, std::uint16_t port);

/// As `ip xfrm policy` writes it: "src 172.18.0.0/16 dst 0.0.0.0/0 dir out priority 100".
std::string policy_text(const IpsecPolicy& policy);

}  // namespace edge::probe
