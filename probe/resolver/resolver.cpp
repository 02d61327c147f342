#include "probe/resolver/resolver.hpp"

#include <utility>

#include "common/dns/lookup.hpp"
#include "common/dns/musl_lookup.hpp"
#include "probe/resolver/address_order.hpp"

namespace edge::probe {

Awaitable<Result<std::vector<IpAddress>>> resolve(World& world, CLibrary library, std::string name,
                                                  ResolverConfig config, Instant run_started,
                                                  ResolveDetail& detail) {
  detail.name = name;
  const auto look_up = [&] {
    return library == CLibrary::musl
               ? musl::lookup_host(world, std::move(name), std::move(config), run_started, detail)
               : lookup_host(world, std::move(name), std::move(config), run_started, detail);
  };
  auto found = co_await look_up();
  if (!found) co_return found.error();
  detail.addresses = in_trial_order(world, library, *found);
  co_return detail.addresses;
}

}  // namespace edge::probe
