// Against what ip(8) prints of the same routes and rules.
#include "simulator/topology/as_ip_writes.hpp"

#include <gtest/gtest.h>

namespace edge::sim {
namespace {

TEST(AsIpWrites, Routes) {
  Route route{.destination = prefix_literal("0.0.0.0/0"), .interface = "eth0"};
  route.gateway = prefix_literal("192.168.1.1").address;
  route.metric = 100;
  EXPECT_EQ(as_ip_route(route), "default via 192.168.1.1 dev eth0 metric 100");
  route.source = prefix_literal("192.168.1.10").address;
  route.table = kLocalTable;
  EXPECT_EQ(as_ip_route(route),
            "default via 192.168.1.1 dev eth0 src 192.168.1.10 metric 100 table local");
  const Route nowhere{.destination = prefix_literal("10.0.0.0/8"), .kind = RouteKind::throw_};
  EXPECT_EQ(as_ip_route(nowhere), "throw 10.0.0.0/8");
}

TEST(AsIpWrites, Rules) {
  PolicyRule rule{.priority = 220, .table = 220};
  EXPECT_EQ(as_ip_rule(rule), "220: from all lookup 220");
  rule.source = prefix_literal("172.18.0.0/16");
  rule.destination = prefix_literal("10.0.0.0/8");
  rule.invert = true;
  rule.table = kMainTable;
  EXPECT_EQ(as_ip_rule(rule), "220: not from 172.18.0.0/16 to 10.0.0.0/8 lookup main");
}

}  // namespace
}  // namespace edge::sim
