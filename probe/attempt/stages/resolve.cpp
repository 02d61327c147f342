// resolve: the hub's name, or the proxy's on a leg that goes through one.
#include "probe/attempt/stages/rows.hpp"
#include "probe/resolver/resolver.hpp"

namespace edge::probe {

Awaitable<Evidence> resolve_stage(Attempt& attempt) {
  const Options& options = attempt.run.options;
  World& world = attempt.run.world;
  ResolveDetail detail;
  detail.name = attempt.plan.host;
  if (options.address && !attempt.plan.through_proxy) {
    attempt.addresses = {*options.address};
    detail.source = "option";
    detail.addresses = attempt.addresses;
    co_return evidence_of({}, std::move(detail));
  }
  ResolverConfig config = world.resolver_config();
  if (options.dns) config.servers = {*options.dns};
  auto resolved = co_await in_time(
      attempt, resolve(world, attempt.plan.host, config, attempt.run.journal.started(), detail));
  if (!resolved) co_return evidence_of(resolved.error(), std::move(detail));
  attempt.addresses = *resolved;
  co_return evidence_of({}, std::move(detail));
}

}  // namespace edge::probe
