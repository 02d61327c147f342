// The kernel's own answer to "where would this packet go?" (RTM_GETROUTE, as `ip route get`): it
// goes through the routing code, filters of the reverse path too, and sends nothing.
#pragma once

#include <optional>

#include "common/base/error_fact.hpp"
#include "common/world/real/netlink.hpp"
#include "probe/host/lookup.hpp"

namespace edge::probe {

struct KernelAnswer {
  ErrorFact error;                   // why it would not go; the rest is empty then
  int out_link = 0;
  std::optional<IpAddress> gateway, source;
  std::uint32_t table = 0;           // 0: not told
  std::optional<Prefix> matched;  // the route's destination, if the kernel tells (4.13)
};

KernelAnswer ask_kernel(RouteNetlink& kernel, const Lookup& packet);

}  // namespace edge::probe
