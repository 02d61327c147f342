#include "probe/verdicts/verdicts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/dns_odd_answers.hpp"
#include "probe/verdicts/lookup_facts.hpp"
#include "probe/verdicts/loss_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/placeholders.hpp"
#include "probe/verdicts/redirection_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

/// `later` comes after `stage` on `transport` (on any, if empty), by the profile's own plan.
bool comes_after(const Profile& profile, const std::string& transport, std::string_view stage,
                 std::string_view later) {
  for (const auto& name : profile.transports) {
    if (!transport.empty() && name != transport) continue;
    const auto& stages = transport_called(name).stages;
    const auto at = std::ranges::find(stages, stage);
    if (at == stages.end()) continue;
    if (std::find(at + 1, stages.end(), later) != stages.end()) return true;
  }
  return false;
}

std::vector<std::string> masks_of(const Verdict& verdict, const Profile& profile) {
  std::vector<std::string> codes;
  for (const VerdictRow& row : verdict_rows()) {
    if (row.code == verdict.code) continue;  // a verdict on the way may come from names, too
    if (comes_after(profile, verdict.transport, verdict.stage, row.stage)) {
      codes.emplace_back(row.code);
    }
  }
  return codes;
}

bool masked(const Verdict& verdict, const std::vector<Verdict>& earlier) {
  return std::any_of(earlier.begin(), earlier.end(), [&](const Verdict& before) {
    const bool same_way = before.transport.empty() || before.transport == verdict.transport;
    return same_way && std::find(before.masks.begin(), before.masks.end(), verdict.code) !=
                           before.masks.end();
  });
}

/// Failed attempts that no verdict is about yet.
std::vector<AttemptReport> unexplained(const Case& facts, const std::vector<Verdict>& verdicts) {
  std::vector<AttemptReport> left;
  for (const AttemptReport& attempt : facts.attempts) {
    const bool explained =
        std::any_of(verdicts.begin(), verdicts.end(), [&](const Verdict& verdict) {
          return verdict.transport.empty() || verdict.transport == attempt.transport;
        });
    if (is_failure(attempt.outcome) && !explained) left.push_back(attempt);
  }
  return left;
}

constexpr std::size_t kAddressesUnmentioned = 3;

/// A verdict on connecting names one address: says so when the name had many.
void count_addresses(Verdict& verdict, const Case& facts) {
  if (verdict.stage != ConnectDetail::kind || verdict.code == kAddressSilent.code) return;
  std::set<IpAddress> tried;  // by all attempts: each look-up may put another one first
  std::size_t all = 0;
  bool of_hub = false;
  for (const Evidence& seen : facts.evidence) {
    const auto* connect = detail_of<ConnectDetail>(seen);
    const auto* look_up = detail_of<ResolveDetail>(seen);
    if (look_up && look_up->name == facts.host) all = std::max(all, look_up->addresses.size());
    if (!connect || !proxy_of(facts, seen.transport).empty()) continue;
    of_hub = of_hub || cites(verdict, seen);
    for (const ConnectTry& made : connect->tries) tried.insert(made.peer.address);
  }
  if (!of_hub) return;
  if (!tried.empty() && tried.size() < all) {
    verdict.cause += fmt::format(
        " Of the {} addresses of the name only {} tried: the agent waits for each in turn, and its "
        "time was over before the next.", all,
        tried.size() == 1 ? "the first was" : fmt::format("{} were", tried.size()));
  }
  if (tried.size() > kAddressesUnmentioned) {
    verdict.cause += fmt::format(" The name has more addresses: {} were tried in turn.",
                                 tried.size());
  }
}

/// Where the address that a verdict on connecting is about comes from, if not from name servers.
void name_hosts_file(Verdict& verdict, const Case& facts) {
  if (verdict.stage != ConnectDetail::kind || verdict.code == kWrongAddress.code) return;
  for (const Evidence& seen : facts.evidence) {
    const auto* look_up = detail_of<ResolveDetail>(seen);
    const bool by_file = look_up && look_up->source == "hosts" && !look_up->addresses.empty();
    if (!by_file || look_up->name != facts.host) continue;
    if (cites(verdict, seen)) return;  // it has told so itself
    verdict.cause += fmt::format(" The hosts file (/etc/hosts) gives {} that address.",
                                 look_up->name);
    verdict.fix = "See first whether that line of the hosts file is meant: if not, take it out (a "
                  "container gets it by --add-host or ExtraHosts). If it is: " + verdict.fix;
    return cite(verdict, &seen);
  }
}

/// A hub of the cloud that has a private address: only networks with a way to that endpoint reach
/// it.
void name_private_address(Verdict& verdict, const Case& facts) {
  if (verdict.stage != ConnectDetail::kind || !is_cloud_hub(facts.host)) return;
  for (const Evidence& seen : facts.evidence) {
    const bool cited = cites(verdict, seen);
    if (!cited || !detail_of<ConnectDetail>(seen) || !seen.peer) continue;
    if (!proxy_of(facts, seen.transport).empty() || !is_private(seen.peer->address)) continue;
    verdict.cause += fmt::format(
        " {} is a private address: that of a private endpoint, which only networks with a route to "
        "it reach, or of another machine.", seen.peer->address.to_string());
    return;
  }
}

/// The way it is about is the one that was asked for: that another one works is no help.
bool asked_for(const Verdict& verdict, const Case& facts) {
  return std::ranges::any_of(facts.targets, [&](const Target& target) {
    return target.asked_for && target.transport == verdict.transport;
  });
}

void complete(Verdict& verdict, const VerdictRow& row, const Case& facts) {
  verdict.code = row.code;
  verdict.severity = row.severity;
  const bool helped = facts.connected && !asked_for(verdict, facts) && !row.stops_all;
  if (helped && row.severity == Severity::error) verdict.severity = Severity::warning;
  if (verdict.fix.empty()) verdict.fix = row.fix;
  if (!facts.profile.to_hub && !row.elsewhere.empty()) verdict.fix = row.elsewhere;
  if (row.severity == Severity::error) name_redirection(verdict, facts);
  name_odd_answers(verdict, facts);
  verdict.fix = filled(verdict.fix, placeholders_of(facts));
  verdict.separate_by = filled(verdict.separate_by, placeholders_of(facts));
  count_addresses(verdict, facts);
  if (row.severity == Severity::error) name_private_address(verdict, facts);
  if (row.severity == Severity::error) name_hosts_file(verdict, facts);
  add_other_library(verdict, facts);
  if (row.severity == Severity::error) add_other_servers(verdict, facts);
  if (facts.profile.to_hub) verdict.guide = row.guide;
  verdict.masks = masks_of(verdict, facts.profile);
  const auto restart = facts.profile.restart_command;
  if (verdict.severity == Severity::error && !restart.empty()) {
    verdict.fix += fmt::format("\nThen run `{}` and this probe again.", restart);
  }
}

std::optional<Verdict> apply(const VerdictRow& row, const Case& facts,
                             const std::vector<Verdict>& earlier) {
  if (!row.fallback) return row.rule(facts);
  const std::vector<AttemptReport> rest = unexplained(facts, earlier);
  if (rest.empty() && (!earlier.empty() || facts.connected)) return std::nullopt;
  return row.rule({rest, facts.evidence, facts.profile, facts.host, facts.targets,
                   facts.connected});
}

}  // namespace

Case case_of(const Report& report, const Profile& profile) {
  return {report.attempts, report.evidence, profile, report.host, report.targets,
          agent_succeeds(report)};
}

std::span<const VerdictRow> verdict_rows() {
  static const VerdictRow rows[] = {
      // What keeps the agent from connecting at all.
      kProxySettingUnreadable, kProxySettingUnusable, kProxyNotImitated,
      // Names, then the own network, then the way to the hub: without these nothing else is seen.
      kLineTooSlow, kPacketLoss, kRegistryDataBlocked,
      kDnsLookupSettings, kDnsNameUnknown, kDnsServerFailure, kDnsForwarderFailure, kDnsTruncated,
      kDnsNoAnswer, kDnsSearchDomain, kWrongAddress,
      kNoRoute, kGatewayUnreachable,
      kVpnDropsEverything,
      kPortRedirected, kAddressSilent, kHostDoesNotForward, kHostDoesNotPassTraffic,
      kNetworkDropsEverything,
      kOwnPortClosed, kConnectionRefused, kConnectionRejected, kHostUnreachable,
      kProxyUnreachable, kProxyNoAnswer, kProxyCredentialsMissing, kProxyDenies,
      // Who answers there.
      kMtuBlackHole, kTlsNameFiltered, kDataDropped, kTlsFiltered, kTlsNoAnswer, kTlsReset,
      kTlsRefused, kNotTls,
      kCertificateUntrustedIssuer, kCertificateWrongName, kCertificateExpired,
      kCertificateNotYetValid, kCertificateUnacceptable,
      kConnectionSwallowed, kWebsocketUpgradeRefused, kWebsocketSubprotocolMissing,
      kRegistryTokenServiceUnusable, kRegistryDataUnusable, kRegistryRateLimit,
      kRegistryFirewall, kRegistryLoginKind,
      kRegistryCredentialsMissing, kRegistryLoginExpired, kRegistryCredentialsWrong,
      kRegistryPermissionMissing, kRegistryRepositoryUnknown, kImageNotFound,
      kImageNoPlatform,
      kHttpNoAnswer, kHttpAnswerUnexpected, kTimeServerPortRejected,
      kTimeServerSilent, kTimeServerRefuses,
      kNotAmqp, kAmqpNoAnswer, kAmqpNotIotHub, kPeerBreaksAmqp, kHubFailingOver, kAmqpClosed,
      // Who we are.
      kHubSuspended, kHubThrottles, kDeviceNotRegistered, kDeviceDisabled, kTokenExpired,
      kTokenSignatureInvalid, kCbsRefused, kCbsNoAnswer,
      kHubQuotaUsedUp, kLinkUnauthorized, kLinkRefused, kLinkNoAnswer, kMessageNotAccepted,
      kConnectionLost, kConnectionFallsSilent,
      // One port of the two: it matters less than what stops the other one.
      kAmqpPortDroppedLocally, kAmqpPortDroppedByHost, kAmqpPortDroppedOnPath, kAmqpPortReset,
      kAmqpPortRejected, kWebsocketPortBlocked, kTlsBlockedOnPort,
      kPathInconclusive, kEdgeHubOffline,
      kIdleLimitTooShort, kIdleLimitMeasured,
      kStageReached, kConnected,
  };
  return rows;
}

const VerdictRow* find_verdict(std::string_view code) {
  for (const VerdictRow& row : verdict_rows()) {
    if (row.code == code) return &row;
  }
  return nullptr;
}

std::vector<Verdict> diagnose(const Case& facts) {
  std::vector<Verdict> verdicts;
  for (const VerdictRow& row : verdict_rows()) {
    std::optional<Verdict> verdict = apply(row, facts, verdicts);
    if (!verdict) continue;
    complete(*verdict, row, facts);
    const bool told = masked(*verdict, verdicts) || is_of_loss(*verdict, verdicts, facts) ||
                      is_of_other_machine(*verdict, verdicts);
    if (!told) verdicts.push_back(std::move(*verdict));
  }
  return verdicts;
}

}  // namespace edge::probe
