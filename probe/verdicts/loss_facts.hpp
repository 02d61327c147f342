// What random loss explains.
#pragma once

#include "probe/verdicts/failures.hpp"

namespace edge::probe {

/// Nothing came back until the time was over; of names: or a server said that it heard nothing.
bool ends_in_silence(const Evidence& evidence);

/// The hub refused this connection, and took another one from another source port: the evidence of
/// that, or null.
const Evidence* taken_from_elsewhere(const Case& facts, const Evidence& seen);

/// `verdict` is on silence that random loss or a slow line, which `earlier` begins with, explains
/// already. Not if so much was sent to a port in vain that it would be chance once in 100 runs.
bool is_of_loss(const Verdict& verdict, const std::vector<Verdict>& earlier, const Case& facts);

/// Where some connections to a port pass and others die.
inline constexpr const char* kFlowsFix =
    "Look where connections are spread or counted: parallel paths of which one is dead (ECMP, a "
    "bonded link, a second uplink, a member behind a load balancer), a limit on new connections "
    "(SYN flood protection), a connection table that is full (`conntrack -S`). If all connections "
    "suffer now and then, it is a bad link: a weak radio, a damaged cable, an overloaded uplink. "
    "Rules for the hub or its ports are not the cause.";

}  // namespace edge::probe
