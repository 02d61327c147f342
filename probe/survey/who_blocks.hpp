// Who stands in the way of a run that failed, in a few words that are the same for the same place:
// what reports of a fleet are put together by. Pure.
#pragma once

#include <string>

#include "common/report/report.hpp"

namespace edge::probe {

/// "192.168.1.1 (hop 2)", "the proxy 10.0.0.5:3128", "the name server 192.168.1.1"; empty where the
/// evidence does not tell.
std::string who_blocks(const Report& report);

/// The trace of the way that failed, or null.
const PathDetail* trace_of_check(const Report& report);

}  // namespace edge::probe
