#include "tests/support/routed_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace edge::test {
namespace {

struct End {
  const NetworkNamespace& node;
  const char* name;
  int host;  // last part of its addresses
};

/// The kernel tells IPv6 of a new link at once only if both ends have different indices; otherwise
/// up to a second later (net/core/link_watch.c, linkwatch_urgent_event). So each link has its own.
void connect(const End& left, const End& right, int link, const char* prefix, const char* prefix6) {
  left.node.ip(fmt::format("link add {} index {} type veth peer name {} index {} netns {}",
                           left.name, 100 + link, right.name, 200 + link,
                           fmt::format("/proc/{}/fd/{}", ::getpid(), right.node.descriptor())));
  for (const End& end : {left, right}) {
    end.node.ip(fmt::format("link set {0} up\n"
                            "address add {1}.{2}/24 dev {0}\n"
                            "address add {3}::{2}/64 dev {0} nodad",
                            end.name, prefix, end.host, prefix6));
  }
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
  for (const auto* node : {&client, &router1, &router2, &server}) {
    // Duplicate address detection would leave the links without IPv6 for seconds.
    node->sysctl("net/ipv6/conf/all/accept_dad", "0");
    node->sysctl("net/ipv6/conf/default/accept_dad", "0");
  }
  make_router(router1);
  make_router(router2);
  connect({client, "uplink", 2}, {router1, "near", 1}, 1, "192.0.2", "2001:db8:1");
  connect({router1, "far", 1}, {router2, "near", 2}, 2, "198.51.100", "2001:db8:2");
  connect({router2, "far", 1}, {server, "uplink", 2}, 3, "203.0.113", "2001:db8:3");
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
