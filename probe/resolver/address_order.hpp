// The order in which addresses of one host are tried: RFC 6724 section 6 as glibc applies it
// (sysdeps/posix/getaddrinfo.c, rfc3484_sort, with its default tables; /etc/gai.conf is not read).
// musl's is musl_order.hpp.
#pragma once

#include <optional>
#include <vector>

#include "common/world/world.hpp"

namespace edge::probe {

struct Destination {
  IpAddress address;
  std::optional<IpAddress> source;  // the kernel's choice of local address; absent: unreachable
  int subnet = 0;                   // bits of the source's IPv4 network, where glibc knows them
};

/// Sorts by rule 1 (avoid unusable destinations), 2 (prefer matching scope), 5 (matching label),
/// 6 (higher precedence), 8 (smaller scope), 9 (longest prefix shared with the source; for IPv4
/// within `subnet`) and 10 (keep the order). Left out, since no public World call tells them: 3 and
/// 4 (deprecated and home addresses) and 7 (native transport).
void sort_destinations(std::vector<Destination>& destinations);

/// `addresses` in the order they will be tried, with source addresses looked up in `world`: a
/// connected datagram socket sends nothing. musl leaves IPv4 addresses alone as they came.
std::vector<IpAddress> in_trial_order(World& world, CLibrary library,
                                      const std::vector<IpAddress>& addresses);

}  // namespace edge::probe
