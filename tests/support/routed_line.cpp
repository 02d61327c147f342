#include "tests/support/routed_line.hpp"

#include <fmt/format.h>

namespace edge::test {
namespace {

void connect(const NetworkNamespace& left, const char* left_name, const NetworkNamespace& right,
             const char* right_name, const char* prefix, const char* prefix6, int left_host) {
  left.ip(fmt::format("link add {} type veth peer name {} netns /proc/self/fd/{}", left_name,
                      right_name, right.descriptor()));
  const auto configure = [&](const NetworkNamespace& node, const char* name, int host) {
    node.ip(fmt::format("address add {}.{}/24 dev {}\n"
                        "address add {}::{}/64 dev {} nodad\n"
                        "link set {} up",
                        prefix, host, name, prefix6, host, name, name));
  };
  configure(left, left_name, left_host);
  configure(right, right_name, 3 - left_host);
}

void make_router(const NetworkNamespace& node) {
  node.sysctl("net/ipv4/ip_forward", "1");
  node.sysctl("net/ipv6/conf/all/forwarding", "1");
  // Rate limits on ICMP errors are for real routers; here they would make results depend on order.
  node.sysctl("net/ipv4/icmp_ratelimit", "0");
  node.sysctl("net/ipv6/icmp/ratelimit", "0");
}

}  // namespace

RoutedLine::RoutedLine() {
  make_router(router1);
  make_router(router2);
  connect(client, "uplink", router1, "near", "192.0.2", "2001:db8:1", 2);
  connect(router1, "far", router2, "near", "198.51.100", "2001:db8:2", 1);
  connect(router2, "far", server, "uplink", "203.0.113", "2001:db8:3", 1);
  client.ip("route add default via 192.0.2.1\n"
            "route add ::/0 via 2001:db8:1::1");
  router1.ip("route add 203.0.113.0/24 via 198.51.100.2\n"
             "route add 2001:db8:3::/64 via 2001:db8:2::2");
  router2.ip("route add 192.0.2.0/24 via 198.51.100.1\n"
             "route add 2001:db8:1::/64 via 2001:db8:2::1");
  server.ip("route add default via 203.0.113.1\n"
            "route add ::/0 via 2001:db8:3::1");
}

}  // namespace edge::test
