// resolve: the hub's name, or the proxy's on a leg that goes through one.
#include <algorithm>

#include "common/world/address.hpp"
#include "probe/attempt/stages/rows.hpp"
#include "probe/evidence/name_servers.hpp"
#include "probe/resolver/resolver.hpp"

namespace edge::probe {
namespace {

/// glibc asks one server after the other, musl all of them at once.
std::vector<Endpoint> asked_first(CLibrary library, const ResolverConfig& config) {
  if (library == CLibrary::musl || config.servers.empty()) return config.servers;
  return {config.servers.front()};
}

/// Servers in the internet that deny the name, or give an address that is no machine's: a public
/// resolver seldom does, and a router that leads port 53 to a filter of its own does so.
std::vector<Endpoint> perhaps_redirected(const ResolveDetail& detail) {
  const auto blocks = [](const auto& one) { return one.is_unspecified() || one.is_loopback(); };
  if (!std::ranges::all_of(detail.addresses, blocks)) return {};
  std::vector<Endpoint> servers;
  for (const DnsExchange& one : detail.exchanges) {
    if (is_rcode(one.result) && is_public(one.server.address)) servers.push_back(one.server);
  }
  return servers;
}

/// Those that answered the query for one type of record of the name, and never for the other.
std::vector<Endpoint> half_answering(const ResolveDetail& detail) {
  const auto gave = [&](const Endpoint& server, const char* type, const char* result) {
    return std::ranges::any_of(detail.exchanges, [&](const DnsExchange& one) {
      return one.server == server && one.type == type && one.result == result;
    });
  };
  std::vector<Endpoint> servers;
  for (const DnsExchange& one : detail.exchanges) {
    const bool answers = one.result == "NOERROR" && asks_for_the_name(one, detail);
    const char* other = one.type == "A" ? "AAAA" : "A";
    const bool half = answers && gave(one.server, other, "silence") &&
                      !gave(one.server, other, "NOERROR");
    if (half) servers.push_back(one.server);
  }
  return servers;
}

/// A look-up has failed: what no server was heard on is asked once more, each server once.
void look_again(NameWatch& names, const ResolveDetail& detail, const ResolverConfig& config) {
  names.failed(detail.name, without_answer(detail));
  names.half_answered(detail.name, half_answering(detail));
  const auto& asked = detail.exchanges;
  const bool plainly = !config.edns0 && std::ranges::all_of(asked, [&](const DnsExchange& one) {
    return asks_for_the_name(one, detail);
  });
  if (!plainly) {
    names.asked_otherwise(detail.name, config.servers);
  } else if (std::ranges::find(asked, "NXDOMAIN", &DnsExchange::result) != asked.end()) {
    names.denied(detail.name, unheard(detail, config.servers));
  }
}

}  // namespace

Awaitable<Evidence> resolve_stage(Connection& connection) {
  const Options& options = connection.run.options;
  World& world = connection.run.world;
  ResolveDetail detail;
  detail.name = connection.plan.host;
  if (options.address && !connection.plan.through_proxy) {
    connection.addresses = {*options.address};
    detail.source = "option";
    detail.addresses = connection.addresses;
    co_return evidence_of({}, std::move(detail));
  }
  const CLibrary library = connection.run.profile.c_library;
  ResolverConfig config = world.resolver_config(library);
  if (options.dns) config.servers = {*options.dns};
  const bool seen = !connection.unseen();
  PathWatch& paths = connection.run.paths;
  if (seen) paths.asking(asked_first(library, config));
  auto queries = resolve(world, library, connection.plan.host, config,
                         connection.run.journal.started(), detail);
  auto resolved = co_await in_time(
      connection, connection.run.lookups.resolve(std::move(queries), detail));
  if (seen) {
    paths.asked(resolved ? std::vector<Endpoint>{} : without_answer(detail),
                perhaps_redirected(detail));
  }
  if (!resolved) look_again(connection.run.names, detail, config);
  if (!resolved) co_return evidence_of(resolved.error(), std::move(detail));
  connection.addresses = *resolved;
  if (seen && !connection.plan.through_proxy) {
    paths.found(*resolved, connection.plan.port);
    const bool looked_up = detail.source != "literal";
    if (looked_up) connection.run.names.resolved(detail.name, unheard(detail, config.servers));
  }
  co_return evidence_of({}, std::move(detail));
}

}  // namespace edge::probe
