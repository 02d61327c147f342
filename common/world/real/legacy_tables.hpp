// The tables of the legacy iptables (ip_tables of the kernel), read as iptables-legacy(8) does it.
// Needs CAP_NET_ADMIN. Only tables that are there already are asked for: asking makes them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.hpp"

namespace edge {

struct LegacyTable {
  std::string name;
  std::uint32_t valid_hooks = 0;                     // bits by NF_INET_*
  std::array<std::uint32_t, 5> entry_points{}, policies{};  // offsets in `entries`, by NF_INET_*
  std::string entries;                               // one struct ipt_entry behind the other
};

/// Empty if there are none. The error is EPERM or EACCES without privilege.
Result<std::vector<LegacyTable>> read_legacy_tables();

}  // namespace edge
