#include "simulator/faults/helpers.hpp"

namespace edge::sim {

Topology proxy_credentials_required(Topology topology, const Parameters& with) {
  ParameterReader read(with);
  const auto user = read.text("user", "device");
  const auto password = read.text("password", "proxy-test-password");
  read.finish();
  change_services<ProxyService>(topology, [&](ProxyService& proxy) {
    proxy.user = user;
    proxy.password = password;
  });
  return topology;
}

}  // namespace edge::sim
