// Causes that only the host's own routes and settings show. With the rows of probe/verdicts, all
// that `edgeprobe host` can say.
#pragma once

#include <span>
#include <string_view>

namespace edge::probe {

struct HostCauseRow {
  std::string_view code;
  std::string_view title;  // half a line, as a verdict's
  std::string_view fix;
};

std::span<const HostCauseRow> host_cause_rows();

// The codes of findings: first the table's own, then those of verdicts, then those of probe/logs.
inline constexpr std::string_view kVpnRouteOverride = "vpn-route-override";
inline constexpr std::string_view kReturnPathFiltered = "return-path-filtered";
inline constexpr std::string_view kAnswersGoAstray = "answers-go-astray";
inline constexpr std::string_view kModuleBridgeDown = "module-bridge-down";
inline constexpr std::string_view kModuleBridgeSilent = "module-bridge-silent";
inline constexpr std::string_view kHostHasHubAddress = "host-has-hub-address";
inline constexpr std::string_view kUplinkDead = "uplink-dead";
inline constexpr std::string_view kOtherGateway = "other-gateway";
inline constexpr std::string_view kTranslationAddress = "translation-address-foreign";
inline constexpr std::string_view kModuleSubnetOverlap = "module-subnet-overlap";
inline constexpr std::string_view kBridgeDefaultRoute = "bridge-default-route";
inline constexpr std::string_view kConnectionTableFull = "connection-table-full";
inline constexpr std::string_view kForwardPolicyDrop = "forward-policy-drop";
inline constexpr std::string_view kFilterDropsModule = "filter-drops-module";
inline constexpr std::string_view kVpnKillSwitch = "vpn-kill-switch";
inline constexpr std::string_view kMasqueradeMissing = "masquerade-missing";
inline constexpr std::string_view kContainerDnsStandIn = "container-dns-stand-in";
inline constexpr std::string_view kSecondUplink = "second-uplink";
inline constexpr std::string_view kAgentExitsAfterAMinute = "agent-exits-after-a-minute";
inline constexpr std::string_view kRuntimeContainerEnded = "runtime-container-ended";
inline constexpr std::string_view kRuntimeSettingWrong = "runtime-setting-wrong";
inline constexpr std::string_view kHostNoRoute = "no-route";
inline constexpr std::string_view kHostForwardingOff = "host-does-not-forward";
inline constexpr std::string_view kHostGatewayDead = "gateway-unreachable";
inline constexpr std::string_view kHostPortRedirected = "port-redirected";
inline constexpr std::string_view kHostSmallMtu = "mtu-black-hole";
inline constexpr std::string_view kPortTakenByContainer = "port-taken-by-container";
inline constexpr std::string_view kPortTakenByProcess = "port-taken-by-process";

/// The general remedy of one of the table's own codes; empty for a verdict's.
std::string_view host_cause_fix(std::string_view code);

}  // namespace edge::probe
