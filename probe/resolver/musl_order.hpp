// RFC 6724 section 6 as musl applies it (src/network/lookup_name.c, with the table there; there is
// no /etc/gai.conf).
#pragma once

#include <vector>

#include "probe/resolver/address_order.hpp"

namespace edge::probe {

/// By rule 1 (avoid unusable destinations), 2 (matching scope), 5 (matching label), 6 (higher
/// precedence), 8 (smaller scope), 9 (longest prefix shared with the source, of IPv4 too and across
/// subnets) and 10 (keep the order). Only where there is an IPv6 address among them.
void sort_as_musl(std::vector<Destination>& destinations);

}  // namespace edge::probe
