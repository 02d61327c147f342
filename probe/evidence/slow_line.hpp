// How long the answers of a peer take at least: what is late is not lost. Pure.
#pragma once

#include <map>

#include "common/report/evidence.hpp"

namespace edge::probe {

/// RFC 6298: TCP sends a SYN again when its answer has not come after this long.
inline constexpr Duration kFirstTimeout = std::chrono::seconds{1};

/// By address, the soonest answer to a SYN or a query of the run. Of a SYN that was repeated only
/// where TCP told by its timestamps which of them was answered. Those that answered nothing have
/// none.
std::map<IpAddress, Duration> soonest_answers(const std::vector<Evidence>& evidence);

}  // namespace edge::probe
