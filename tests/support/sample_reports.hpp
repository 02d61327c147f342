// Finished reports written by hand: one with every kind of evidence and every member set, one as
// bare as a report can be, and the documented failure as a run would leave it.
#pragma once

#include "common/report/report.hpp"

namespace edge::test {

Report full_report();
Report bare_report();
/// A VPN on the host takes the module network's traffic: both attempts end in silence.
Report vpn_report();

}  // namespace edge::test
