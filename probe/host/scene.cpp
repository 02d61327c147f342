#include "probe/host/scene.hpp"

#include "probe/host/host_causes.hpp"
#include "probe/host/vpn_findings.hpp"

namespace edge::probe {

HostFinding finding_of(std::string_view code, std::string cause) {
  HostFinding finding{.code = std::string(code)};
  finding.cause = std::move(cause);
  finding.fix = std::string(host_cause_fix(code));
  return finding;
}

void name_culprit(HostFinding& finding, const HostState& state, const Decision& decision) {
  const Installer installer = installer_of(state, decision);
  finding.product = installer.product;
  finding.sign = installer.sign;
  finding.setting = installer.setting;
  if (decision.route) finding.route = route_text(state, *decision.route);
  if (decision.rule) finding.rule = rule_text(*decision.rule);
}

}  // namespace edge::probe
