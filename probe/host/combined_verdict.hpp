// What the module's run and the host's facts say together: causes that look alike from the module
// network are told apart by the host.
#pragma once

#include <string>
#include <vector>

#include "common/report/report.hpp"
#include "probe/host/host_report.hpp"

namespace edge::probe {

/// The code of the first of `findings` that explains what `report` has seen; where none does, of
/// the report's own first verdict. Pure. A finding about the way explains nothing where the way was
/// open: a VPN that lets the module network through is no cause.
std::string combined_verdict(const Report& report, const std::vector<HostFinding>& findings);

/// Whether a host may be to blame at all: not for a wrong key or a name that does not exist.
bool host_may_be_to_blame(const Report& report);

}  // namespace edge::probe
