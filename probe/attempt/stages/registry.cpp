// registry: one request of an image's pull, each on a connection of its own.
#include "probe/attempt/registry_request.hpp"

#include <algorithm>

#include "probe/attempt/stages/rows.hpp"

namespace edge::probe {

Awaitable<Evidence> registry_stage(Connection& connection) {
  const Options& options = connection.run.options;
  World& world = connection.run.world;
  const RegistryRequest& request = *options.registry;
  RegistryDetail detail = request.about;
  HttpAsk ask = request.ask;
  ask.host = host_field(options.hub, connection.plan.hub_port);
  auto asking = http_ask(*connection.stream, std::move(ask), request.most_of_body,
                         detail.answer);
  const auto until = world.now() + kPagePatience;
  const auto answered =
      co_await in_time(connection, with_deadline(world, until, std::move(asking)));
  auto& location = detail.answer.location;  // its query may be a signature
  location.resize(std::min(location.find('?'), location.size()));
  const bool goes_on = answered && request.understand(*answered, detail);
  const ErrorCode error = answered ? ErrorCode{} : answered.error();
  if (error) detail.answer.error = error_fact(error);
  Evidence evidence;
  evidence.outcome = !error && !goes_on ? Outcome::failed : outcome_of(error);
  evidence.detail = std::move(detail);
  evidence.peer = connection.peer;
  co_return evidence;
}

}  // namespace edge::probe
