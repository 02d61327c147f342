// http: one GET. Whether what answers is the endpoint itself is seen by its status, and of a
// registry by the field that only registries send: portals and filters answer with pages.
#include "common/http/get.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/host_name.hpp"
#include "common/base/hub_ports.hpp"
#include "probe/attempt/stages/rows.hpp"

namespace edge::probe {
namespace {

bool is_own_answer(const PageOptions& page, const HttpDetail& seen) {
  if (page.registry) {
    return (seen.status == 200 || seen.status == 401) && !seen.api_version.empty();
  }
  const auto& wanted = page.statuses;
  if (!wanted.empty()) return std::ranges::find(wanted, seen.status) != wanted.end();
  constexpr int kProxyAuthentication = 407;
  return seen.status < 500 && seen.status != kProxyAuthentication;
}

}  // namespace

std::string host_field(const std::string& host, std::uint16_t port) {
  return port == kWebSocketPort ? url_host(host) : join_host_and_port(host, port);
}

Awaitable<Evidence> http_stage(Connection& connection) {
  const Options& options = connection.run.options;
  World& world = connection.run.world;
  HttpDetail detail;
  detail.path = options.page.path;
  auto asking = http_get(*connection.stream, host_field(options.hub, connection.plan.hub_port),
                         detail);
  const auto until = world.now() + kPagePatience;
  auto answered = co_await in_time(connection, with_deadline(world, until, std::move(asking)));
  // A body that does not come to its end matters no more once the head is there.
  const ErrorCode error = answered || detail.status != 0 ? ErrorCode{} : answered.error();
  const bool own = is_own_answer(options.page, detail);
  Evidence evidence = evidence_of(error, std::move(detail));
  if (!error && !own) evidence.outcome = Outcome::failed;
  evidence.peer = connection.peer;
  co_return evidence;
}

}  // namespace edge::probe
