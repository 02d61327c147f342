#include "probe/resolver/resolver.hpp"

#include <utility>

#include "common/dns/lookup.hpp"
#include "probe/resolver/address_order.hpp"

namespace edge::probe {

Awaitable<Result<std::vector<IpAddress>>> resolve(World& world, std::string name,
                                                  ResolverConfig config, Instant run_started,
                                                  ResolveDetail& detail) {
  detail.name = name;
  auto found = co_await lookup_host(world, std::move(name), std::move(config), run_started, detail);
  if (!found) co_return found.error();
  detail.addresses = in_trial_order(world, *found);
  co_return detail.addresses;
}

}  // namespace edge::probe
