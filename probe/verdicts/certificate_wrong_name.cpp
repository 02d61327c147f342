// certificate-wrong-name: a certificate for other names than the one asked for (RFC 6125).
#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/certificate_facts.hpp"
#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kNamesShown = 4;

std::string names_text(const TlsDetail& detail) {
  if (detail.chain.empty() || detail.chain.front().names.empty()) return "no name at all";
  std::vector<std::string> names = detail.chain.front().names;
  const std::size_t more = names.size() > kNamesShown ? names.size() - kNamesShown : 0;
  names.resize(names.size() - more);
  if (more > 0) names.push_back(fmt::format("{} more", more));
  return list_text(names);
}

constexpr const char* kFilteredFix =
    "Have the DNS filter on that machine let {hubs} be looked up, or give the agent a name server "
    "that does not filter.";

constexpr const char* kShortNameFix =
    "Give the hub's full name, {0}: a search domain completed it for the look-up, and certificates "
    "are for full names.";

/// The hub's full name, if it was asked for without its domain; empty otherwise.
std::string full_name(const TlsDetail& detail, const std::string& asked) {
  if (asked.find('.') != asked.npos || detail.chain.empty()) return {};
  const auto& names = detail.chain.front().names;
  const auto full = std::ranges::find_if(names, [&](const std::string& name) {
    return name.starts_with(asked + ".");
  });
  return full == names.end() ? std::string() : *full;
}

/// A name server of this run has that address.
bool asked_of(const Case& facts, const IpAddress& address) {
  return std::ranges::any_of(exchanges(facts), [&](const DnsExchange* one) {
    return one->server.address == address;
  });
}

/// What became of the other port of that machine needs no other cause.
void add_other_ports(Verdict& verdict, const Case& facts, const IpAddress& machine) {
  for (const ConnectFailure& failure : connect_failures(facts)) {
    const Endpoint& peer = failure.decisive.peer;
    if (failure.whom != Whom::hub || peer.address != machine) continue;
    cite(verdict, failure.evidence);
    verdict.transport.clear();
    verdict.cause += fmt::format(" Its port {} takes no connection.", peer.port);
  }
}

std::optional<Verdict> certificate_wrong_name_rule(const Case& facts) {
  const auto found = with_defect(facts, CertificateDefect::wrong_name);
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("The certificate{} is for {}, not for {}: another machine answers.",
                              at_peer(*evidence), names_text(*detail),
                              detail->server_name.empty() ? facts.host : detail->server_name);
  if (const auto full = full_name(*detail, detail->server_name); !full.empty()) {
    verdict.cause = fmt::format("The certificate{} is for {}, and the hub was asked for as {}.",
                                at_peer(*evidence), names_text(*detail), detail->server_name);
    verdict.fix = fmt::format(kShortNameFix, full);
    return verdict;
  }
  blame_tunnel(verdict, facts, *evidence);
  const bool tunnelled = !proxy_of(facts, evidence->transport).empty();
  const auto peer = tunnelled ? std::optional<Endpoint>() : tls_peer(facts, *evidence);
  if (peer) add_other_ports(verdict, facts, peer->address);
  if (peer && asked_of(facts, peer->address)) {
    verdict.cause += fmt::format(" {} is the name server itself: it gives its own address for this "
                                 "name, as a DNS filter does for what it blocks.",
                                 peer->address.to_string());
    verdict.fix = kFilteredFix;
  }
  return verdict;
}

}  // namespace

constinit const VerdictRow kCertificateWrongName{
    .code = "certificate-wrong-name",
    .severity = Severity::error,
    .stage = "tls",
    .title = "The certificate is for another name than the hub's",
    .fix = "Compare the names. If they belong to a proxy, portal or firewall, have it exempt the "
           "hub. If they belong to another hub or server, the name resolves to the wrong address: "
           "check the hosts file and the name servers. HostName must be the hub's full name, not "
           "an IP address and not a private endpoint's alias; GatewayHostName must be a name that "
           "the parent gateway's certificate has.",
    .elsewhere = "Check that the name resolves to the endpoint's own address (hosts file, name "
                 "servers): what answers is another server, or something on the way that opens "
                 "TLS.",
    .guide = "",
    .rule = certificate_wrong_name_rule};

}  // namespace edge::probe
