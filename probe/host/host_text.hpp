// A HostReport for the person at the device: the finding first, then the way of each module
// network, rule by rule.
#pragma once

#include <string>

#include "common/report/layout.hpp"
#include "probe/host/host_report.hpp"

namespace edge::probe {

std::string host_text(const HostReport& report, const TextStyle& options);

}  // namespace edge::probe
