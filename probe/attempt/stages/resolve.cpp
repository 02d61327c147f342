// resolve: the hub's name, or the proxy's on a leg that goes through one.
#include "probe/attempt/stages/rows.hpp"
#include "probe/resolver/resolver.hpp"

namespace edge::probe {

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
  auto resolved = co_await in_time(
      connection, resolve(world, library, connection.plan.host, config,
                          connection.run.journal.started(), detail));
  if (!resolved) co_return evidence_of(resolved.error(), std::move(detail));
  connection.addresses = *resolved;
  co_return evidence_of({}, std::move(detail));
}

}  // namespace edge::probe
