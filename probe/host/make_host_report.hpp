// Facts, traces and findings as the report has them: every name and text escaped.
#pragma once

#include "probe/host/host_report.hpp"
#include "probe/host/trace.hpp"

namespace edge::probe {

/// Exit code 1 if a finding is an error, else 0. `target_note`: what the hub's address is.
HostReport make_host_report(const HostState& state, const HostTraces& traces,
                            std::string target_note);

/// What IPv6 does to the module networks: warnings beside what IPv4's part has.
void add_ipv6(HostReport& report, const HostState& state, const HostTraces& traces);

}  // namespace edge::probe
