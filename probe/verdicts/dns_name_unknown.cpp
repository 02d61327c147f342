// dns-name-unknown: the name servers work and say that there is no such name, or no address for it.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/dns_redirection.hpp"
#include "probe/verdicts/path_facts.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

constexpr const char* kProxyFix =
    "Correct the proxy's name where the agent is told it (`https_proxy` in its environment, "
    "`--proxy` here), or have the name servers know it. The hub's own name is another matter: "
    "behind a proxy it is the proxy that resolves it.";

bool is_a_proxys(const Case& facts, const std::string& name) {
  return name != facts.host && std::ranges::any_of(facts.targets, [&](const Target& target) {
    return target.proxy.substr(0, target.proxy.rfind(':')) == name;
  });
}

constexpr const char* kKnownElsewhereFix =
    "Nothing to do where the proxy's way is enough. For port {own.port} the name servers must know "
    "outside names, and the firewall must let it out.";

constexpr const char* kNoAddressFix =
    "If this hub has a private endpoint, have the name server let its private address through: "
    "rebind protection takes such addresses out of answers (dnsmasq's stop-dns-rebind, unbound's "
    "private-address, FritzBox, pfSense). Else the zone lacks the record: ask whoever runs it. "
    "`edgeprobe run --dns IP` asks another server.";

constexpr const char* kDisagree =
    "Leave out the server that does not know the name, or have its administrator add the record (a "
    "private or split zone lacks it): the agent takes the first answer that comes, so it gets "
    "through at some starts and not at others.";

constexpr const char* kAliasFix =
    "The name is an alias, and what it is an alias of has no record. Under privatelink that is a "
    "private DNS zone, linked to this network, which lacks the hub's record: have it added (the "
    "private endpoint's DNS zone group does so), or the zone unlinked where the hub is to be "
    "reached by its public address. Else ask whoever runs the zone of the alias.";

/// What an answer for the name itself has it be an alias of; or empty. With a `result` only one
/// that says so.
std::string alias_of(const ResolveDetail& detail, std::string_view result = {}) {
  const auto found = std::ranges::find_if(detail.exchanges, [&](const DnsExchange& one) {
    return !one.alias.empty() && (result.empty() || one.result == result) &&
           asks_for_the_name(one, detail);
  });
  return found == detail.exchanges.end() ? std::string() : found->alias;
}

/// What was asked of servers that the agent has, for `name`.
std::span<const DnsExchange> exchanges_about(const Evidence& seen, const std::string& name) {
  const auto* resolve = detail_of<ResolveDetail>(seen);
  if (resolve && resolve->name == name) return resolve->exchanges;
  const auto* query = detail_of<QueryDetail>(seen);
  if (query && !query->on_request && query->name == name) return query->exchanges;
  return {};
}

bool denied_by(const ResolveDetail& denied, const Endpoint& server) {
  return std::ranges::any_of(denied.exchanges, [&](const DnsExchange& one) {
    return one.server == server && one.result == "NXDOMAIN";
  });
}

/// A query by which another of the agent's servers knows what `denied` says does not exist.
struct KnownElsewhere {
  const Evidence* evidence = nullptr;
  const DnsExchange* exchange = nullptr;
};

KnownElsewhere known_elsewhere(const Case& facts, const ResolveDetail& denied) {
  if (!got_result(denied, "NXDOMAIN")) return {};
  for (const Evidence& seen : facts.evidence) {
    for (const DnsExchange& one : exchanges_about(seen, denied.name)) {
      const bool knows = one.result == "NOERROR" && one.name == denied.name;
      if (knows && !denied_by(denied, one.server)) return {&seen, &one};
    }
  }
  return {};
}

constexpr const char* kWithheldFix =
    "The name exists, as {1} says. {0} withholds it: a DNS filter or block list there (have it let "
    "{{hubs}} through), or a zone of its own that lacks the record (have it added). Or give the "
    "agent {1} as its name server: {{engine.dns}}.";

constexpr const char* kPerhapsRedirected =
    "A router on the way may answer in that server's name (DNS interception): the probe without "
    "--quick looks whether port 53 ends nearer than the server.";

/// A server in the internet denies the name, and where its port 53 ends was not looked at.
bool may_be_redirected(const Case& facts, const ResolveDetail& detail) {
  return std::ranges::any_of(detail.exchanges, [&](const DnsExchange& one) {
    const IpAddress& server = one.server.address;
    return one.result == "NXDOMAIN" && is_public(server) &&
           !trace_of(facts, PathDetail::name_server, server);
  });
}

/// By an answer to --second-dns.
const QueryDetail* known_by_second_server(const Case& facts, const std::string& name) {
  for (const Evidence& seen : facts.evidence) {
    const auto* query = detail_of<QueryDetail>(seen);
    if (query && query->on_request && query->name == name && !query->addresses.empty()) {
      return query;
    }
  }
  return nullptr;
}

constexpr const char* kChangesItsMindFix =
    "Have the name server's administrator see why it does not answer the same each time: it keeps "
    "a denial from when the record was missing (negative cache), it is several machines of which "
    "one has another zone, or it asks servers that do not agree.";

/// Another look-up of this run found the name; or the way that connected is a proxy's, which looks
/// it up itself.
void say_reached_all_the_same(Verdict& verdict, const Case& facts, const ResolveDetail& denied) {
  const auto servers = servers_text(denied, got_result(denied, "NXDOMAIN") ? "NXDOMAIN" : "");
  for (const Evidence& seen : facts.evidence) {
    const auto* other = detail_of<ResolveDetail>(seen);
    if (!other || other->name != denied.name || other->addresses.empty()) continue;
    cite(verdict, &seen);
    verdict.cause = fmt::format(
        "{} says now that {} has no address, and now that it is {}: the agent connects or not as "
        "it happens.", servers, denied.name, other->addresses.front().to_string());
    verdict.fix = kChangesItsMindFix;
    return;
  }
  verdict.cause = fmt::format(
      "{} says that there is no host called {}, which was reached by another way of this run: the "
      "name servers here do not know outside names, as is usual behind a proxy, which looks them "
      "up itself.", servers, denied.name);
  verdict.fix = kKnownElsewhereFix;
}

std::optional<Verdict> dns_name_unknown_rule(const Case& facts) {
  const auto found = failed_look_ups(
      facts, [](const auto& detail, const auto&) {
        return detail.source == "dns" && servers_deny_the_name(detail);
      });
  if (found.empty()) return std::nullopt;
  const ResolveDetail& detail = *found.front().detail;
  Verdict verdict = verdict_on(found);
  const bool of_proxy = is_a_proxys(facts, detail.name);
  if (of_proxy) verdict.fix = kProxyFix;
  if (detail.exchanges.empty()) {
    verdict.cause = fmt::format("{} cannot be the name of a host: no name server was asked.",
                                detail.name);
  } else if (!got_result(detail, "NXDOMAIN")) {
    const std::string alias = alias_of(detail);
    verdict.cause = fmt::format("The name {}{} exists but has no address: asked was {}.",
                                detail.name, alias.empty() ? "" : ", an alias of " + alias + ",",
                                servers_text(detail));
    if (!of_proxy && facts.profile.to_hub) verdict.fix = kNoAddressFix;
  } else {
    verdict.cause = fmt::format("By the answer of {} there is no host called {}{} (NXDOMAIN).",
                                servers_text(detail, "NXDOMAIN"), detail.name,
                                of_proxy ? ", which the proxy's setting names" : "");
    if (const std::string alias = alias_of(detail, "NXDOMAIN"); !alias.empty()) {
      verdict.cause = fmt::format(
          "{} is an alias of {}, which does not exist (NXDOMAIN), by the answer of {}.",
          detail.name, alias, servers_text(detail, "NXDOMAIN"));
      if (!of_proxy) verdict.fix = kAliasFix;
    }
    if (got_result(detail, "abandoned")) {
      verdict.separate_by =
          "The agent's resolver asks all of its name servers at once, and the first answer counts. "
          "Ask each of them alone with `--dns IP`: if one knows the name, leave out the others.";
    }
  }
  if (const auto [seen, other] = known_elsewhere(facts, detail); other) {
    cite(verdict, seen);
    verdict.cause = fmt::format(
        "The name servers do not agree on {}: {} answered that the name does not exist, and {} "
        "knows it.", detail.name, servers_text(detail, "NXDOMAIN"),
        other->server.address.to_string());
    verdict.fix = kDisagree;
    return verdict;
  }
  if (!of_proxy && facts.connected) {
    say_reached_all_the_same(verdict, facts, detail);
    return verdict;
  }
  if (const QueryDetail* second = known_by_second_server(facts, detail.name)) {
    verdict.fix = fmt::format(kWithheldFix, servers_text(detail),
                              second->server.address.to_string());
    verdict.separate_by.clear();
  }
  if (!of_proxy && may_be_redirected(facts, detail)) verdict.separate_by = kPerhapsRedirected;
  name_dns_redirection(verdict, facts);
  if (!of_proxy && facts.profile.to_hub && detail.name.find('.') == std::string::npos) {
    verdict.cause += " A hub's name has dots in it: in full it is NAME.azure-devices.net.";
  }
  return verdict;
}

}  // namespace

constinit const VerdictRow kDnsNameUnknown{
    .code = "dns-name-unknown",
    .severity = Severity::error,
    .stage = "resolve",
    .title = "The name servers say that the hub's name does not exist",
    .fix = "Compare the name letter by letter with the hub's name in the Azure portal and correct "
           "HostName in the connection string (GatewayHostName below a parent gateway). If the "
           "name is right, these name servers do not know it: a split or private DNS zone lacks "
           "the record (ask whoever runs the zone), a DNS filter denies it, or the hub was "
           "deleted. `edgeprobe run --dns IP` asks another server.",
    .elsewhere = "Compare the name letter by letter with the one that is meant. If it is right, "
                 "the name servers have no such record, or a DNS filter denies it: ask whoever "
                 "runs them to let {hubs} be looked up.",
    .guide = "",
    .rule = dns_name_unknown_rule};

}  // namespace edge::probe
