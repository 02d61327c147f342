// What every finding is made from: one module network among all, and how a finding begins.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "probe/host/host_report.hpp"
#include "probe/host/trace.hpp"

namespace edge::probe {

/// One subject: the state, all ways, and the network it is about.
struct Scene {
  const HostState& state;
  const HostTraces& all;
  const NetworkTrace& trace;

  const HostLink* link(int index) const { return find_link(state, index); }
  std::string name(int index) const { return name_text(state, index); }
};

using MaybeFinding = std::optional<HostFinding>;

HostFinding finding_of(std::string_view code, std::string cause);

/// The route and the rule that decide, and the product that installed them.
void name_culprit(HostFinding& finding, const HostState& state, const Decision& decision);

}  // namespace edge::probe
