// proxy: the tunnel to the hub through an HTTP proxy (RFC 9110 section 9.3.6).
#include <fmt/core.h>

#include "common/base/host_name.hpp"
#include "common/http/http.hpp"
#include "probe/attempt/stages/rows.hpp"

namespace edge::probe {

Awaitable<Evidence> proxy_stage(Connection& connection) {
  const Options& options = connection.run.options;
  const ProxyOptions& proxy = *options.proxy;
  ProxyDetail detail;
  detail.proxy = "http://" + join_host_and_port(proxy.host, proxy.port);
  std::optional<ProxyCredentials> credentials;
  if (!proxy.user.empty()) credentials = ProxyCredentials{proxy.user, proxy.password};
  auto tunnel = co_await in_time(
      connection, http_connect(connection.run.world, std::move(connection.stream), options.hub,
                            connection.plan.hub_port, credentials, detail));
  if (!tunnel) co_return evidence_of(tunnel.error(), std::move(detail));
  connection.stream = std::move(*tunnel);
  co_return evidence_of({}, std::move(detail));
}

}  // namespace edge::probe
