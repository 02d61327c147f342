// What a DnsExchange's result says at a glance.
#pragma once

#include <string_view>

namespace edge {

/// The server answered with an RCODE. Else nobody did, or an ICMP error or the own kernel refused.
inline bool is_rcode(std::string_view result) {
  const char first = result.empty() ? 'E' : result.front();
  return first >= 'A' && first <= 'Z' && first != 'E';  // "silence", "truncated", "ENETUNREACH"
}

}  // namespace edge
