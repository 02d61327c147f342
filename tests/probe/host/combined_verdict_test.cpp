// Which finding of the host becomes the cause of what a module has seen.
#include "probe/host/combined_verdict.hpp"

#include <gtest/gtest.h>

#include "probe/host/host_causes.hpp"

namespace edge::probe {
namespace {

struct Told {
  std::string verdict;
  bool connects = false;
};

Report report_of(const Told& told) {
  Report report;
  report.verdicts = {{.code = told.verdict}};
  report.attempts = {{.transport = "amqp"}};
  report.attempts[0].outcome = told.connects ? Outcome::ok : Outcome::timed_out;
  return report;
}

HostFinding found(std::string_view code, Severity severity = Severity::error) {
  return {.code = std::string(code), .severity = severity};
}

struct CombinedCase {
  const char* why;
  Told module;
  std::vector<HostFinding> host;
  std::string combined;
};

const CombinedCase kCombined[] = {
    {"the way is closed, and the VPN takes it", {"host-does-not-pass-traffic"},
     {found(kVpnRouteOverride)}, "vpn-route-override"},
    {"the VPN lets it through: no cause", {"connected", true}, {found(kVpnRouteOverride)},
     "connected"},
    {"the way is open, the key is wrong", {"token-signature-invalid"}, {found(kVpnRouteOverride)},
     "token-signature-invalid"},
    {"the name does not exist, whatever the way", {"dns-name-unknown"}, {found(kVpnRouteOverride)},
     "dns-name-unknown"},
    {"no name server answers, as the way to it is closed", {"dns-no-answer"},
     {found(kVpnRouteOverride)}, "vpn-route-override"},
    {"the host finds nothing", {"network-drops-everything"}, {}, "network-drops-everything"},
    {"the first that explains it", {"connection-rejected"},
     {found(kFilterDropsModule), found(kVpnRouteOverride)}, "filter-drops-module"},
    {"one port is closed by a filter, which is a warning", {"websocket-port-blocked", true},
     {found(kFilterDropsModule, Severity::warning)}, "filter-drops-module"},
    {"an overlap that takes no answers is no cause", {"network-drops-everything"},
     {found(kModuleSubnetOverlap, Severity::warning)}, "network-drops-everything"},
    {"nothing gets through, and there is a second uplink", {"network-drops-everything"},
     {found(kSecondUplink, Severity::info)}, "second-uplink"},
    {"one way is open: the uplink is alive", {"amqp-port-dropped-on-path", true},
     {found(kSecondUplink, Severity::info)}, "amqp-port-dropped-on-path"},
    {"a smaller MTU is no cause of silence", {"network-drops-everything"},
     {found(kHostSmallMtu, Severity::info)}, "network-drops-everything"},
    {"but of large packets that are lost", {"tls-no-answer"},
     {found(kHostSmallMtu, Severity::info)}, "mtu-black-hole"},
    {"a taken port is the edge hub's trouble", {"connected", true},
     {found(kPortTakenByProcess, Severity::warning)}, "port-taken-by-process"},
    {"and not the agent's", {"network-drops-everything"},
     {found(kPortTakenByProcess, Severity::warning)}, "network-drops-everything"},
    {"names are asked of 8.8.8.8, and nobody answers", {"dns-no-answer"},
     {found(kContainerDnsStandIn, Severity::warning)}, "container-dns-stand-in"},
};

TEST(CombinedVerdict, TheHostExplainsWhatTheModuleCannotTell) {
  for (const auto& one : kCombined) {
    EXPECT_EQ(combined_verdict(report_of(one.module), one.host), one.combined) << one.why;
  }
}

TEST(CombinedVerdict, ARunWithoutVerdictsHasNone) {
  EXPECT_EQ(combined_verdict({}, {found(kVpnRouteOverride)}), "");
}

}  // namespace
}  // namespace edge::probe
