// A HostReport for the person at the device: the finding first, then the way of each module
// network, rule by rule.
#pragma once

#include <cstddef>
#include <string>

#include "probe/host/host_report.hpp"

namespace edge::probe {

struct HostTextOptions {
  std::size_t width = 100;  // columns
  bool colours = false;
};

std::string host_text(const HostReport& report, const HostTextOptions& options);

}  // namespace edge::probe
