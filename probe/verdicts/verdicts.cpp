#include "probe/verdicts/verdicts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

/// `later` comes after `stage` on `transport` (on any, if empty), by the profile's own plan.
bool comes_after(const Profile& profile, const std::string& transport, std::string_view stage,
                 std::string_view later) {
  for (const TransportPlan& plan : profile.transports) {
    if (!transport.empty() && plan.name != transport) continue;
    const auto at = std::find(plan.stages.begin(), plan.stages.end(), stage);
    if (at == plan.stages.end()) continue;
    if (std::find(at + 1, plan.stages.end(), later) != plan.stages.end()) return true;
  }
  return false;
}

std::vector<std::string> masks_of(const Verdict& verdict, const Profile& profile) {
  std::vector<std::string> codes;
  for (const VerdictRow& row : verdict_rows()) {
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

void replace_all(std::string& text, std::string_view usual, std::string_view used) {
  if (used == usual) return;
  for (auto at = text.find(usual); at != text.npos; at = text.find(usual, at + used.size())) {
    text.replace(at, usual.size(), used);
  }
}

/// What a firewall or proxy is to let through: all hubs of the host's cloud (azure-devices.cn is
/// one, too), or the host, where that is a parent gateway.
std::string names_to_allow(const std::string& host) {
  const auto cloud = host.find(".azure-devices.");
  return cloud == host.npos ? host : "*" + host.substr(cloud);
}

/// The table's words name the usual hubs and ports; the options may have named others.
void name_target(std::string& text, const Case& facts) {
  for (const auto& [transport, usual] : {std::pair{kAmqp, "5671"}, std::pair{kAmqpWs, "443"}}) {
    replace_all(text, usual, std::to_string(hub_port(facts, transport)));
  }
  // Last: a host's name may hold such a number.
  replace_all(text, "*.azure-devices.net", names_to_allow(facts.host));
}

/// A verdict on connecting names one address: says so when the name had many.
void count_addresses(Verdict& verdict, const Case& facts) {
  if (verdict.stage != "connect") return;
  std::size_t most = 0;
  for (const Evidence& seen : facts.evidence) {
    const bool cited = std::ranges::find(verdict.evidence, seen.number) != verdict.evidence.end();
    const auto* connect = detail_of<ConnectDetail>(seen);
    if (cited && connect) most = std::max(most, connect->tries.size());
  }
  if (most > kAddressesUnmentioned) {
    verdict.cause += fmt::format(" The name has more addresses: {} were tried in turn.", most);
  }
}

void complete(Verdict& verdict, const VerdictRow& row, const Case& facts) {
  verdict.code = row.code;
  verdict.severity = row.severity;
  if (facts.connected && row.severity == Severity::error) verdict.severity = Severity::warning;
  if (verdict.fix.empty()) verdict.fix = row.fix;
  name_target(verdict.fix, facts);
  name_target(verdict.separate_by, facts);
  count_addresses(verdict, facts);
  verdict.guide = row.guide;
  verdict.masks = masks_of(verdict, facts.profile);
  const std::string restart = restart_command(facts.profile);
  if (verdict.severity == Severity::error && !restart.empty()) {
    verdict.fix += "\nThen run `" + restart + "` and this probe again.";
  }
}

std::optional<Verdict> apply(const VerdictRow& row, const Case& facts,
                             const std::vector<Verdict>& earlier) {
  if (!row.fallback) return row.rule(facts);
  const std::vector<AttemptReport> rest = unexplained(facts, earlier);
  if (rest.empty() && (!earlier.empty() || facts.connected)) return std::nullopt;
  return row.rule({rest, facts.evidence, facts.profile, facts.host, facts.connected});
}

}  // namespace

std::span<const VerdictRow> verdict_rows() {
  static const VerdictRow rows[] = {
      // Names, then the own network, then the way to the hub: without these nothing else is seen.
      kDnsNameUnknown, kDnsServerFailure, kDnsNoAnswer,
      kNoRoute, kGatewayUnreachable,
      kHostDoesNotForward, kHostDoesNotPassTraffic, kNetworkDropsEverything,
      kConnectionRefused, kConnectionRejected,
      kProxyUnreachable, kProxyNoAnswer, kProxyCredentialsMissing, kProxyDenies,
      // Who answers there.
      kTlsNoAnswer, kTlsReset, kNotTls,
      kCertificateUntrustedIssuer, kCertificateWrongName, kCertificateExpired,
      kCertificateNotYetValid,
      kWebsocketUpgradeRefused, kWebsocketSubprotocolMissing,
      kNotAmqp, kAmqpNoAnswer, kAmqpNotIotHub, kPeerBreaksAmqp, kHubFailingOver, kAmqpClosed,
      // Who we are.
      kHubSuspended, kHubThrottles, kDeviceNotRegistered, kDeviceDisabled, kTokenExpired,
      kTokenSignatureInvalid, kCbsRefused, kCbsNoAnswer,
      kHubQuotaUsedUp, kLinkUnauthorized, kLinkRefused,
      kConnectionLost, kConnectionFallsSilent,
      // One port of the two: it matters less than what stops the other one.
      kAmqpPortDroppedLocally, kAmqpPortDroppedByHost, kAmqpPortDroppedOnPath, kAmqpPortReset,
      kAmqpPortRejected, kWebsocketPortBlocked,
      kPathInconclusive,
      kConnected,
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
    if (!masked(*verdict, verdicts)) verdicts.push_back(std::move(*verdict));
  }
  return verdicts;
}

}  // namespace edge::probe
