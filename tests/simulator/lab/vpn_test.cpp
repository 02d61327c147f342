// The VPN faults in the kernel: each style's tunnel carries a connection, loops without what keeps
// its own packets out of it, and dies with its UDP port; a guarded host's routes come back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/world/spawn.hpp"
#include "simulator/lab/lab.hpp"
#include "tests/simulator/lab/ip_tells.hpp"
#include "tests/support/vpn_cases.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
namespace errc = boost::system::errc;

class LabVpn : public edge::test::TapTest,
               public ::testing::WithParamInterface<const VpnStyle*> {};

/// Packets sent into a device.
long sent_by(const NetworkNamespace& where, const std::string& device) {
  const auto told = test::json::parse(test::run(where, "ip -j -s link show dev " + device));
  return told.front()["stats64"]["tx"]["packets"];
}

ErrorCode dial_hub(Lab& lab, const std::string& node, Duration patience) {
  ErrorCode error;
  const auto dial = [&]() -> Awaitable<void> {
    DialOptions options;
    options.deadline = lab.now() + patience;
    const Endpoint hub{ip(kHubAddress), 5671};
    const auto result = co_await lab.world(node).dial(hub, options);
    error = result.error;
  };
  lab.run(dial());
  return error;
}

struct Counted {
  ErrorCode error;
  long inner = 0, outer = 0;  // packets into the tunnel and out of the uplink, while dialling
};

Counted dial_and_count(const Topology& topology, const VpnStyle& style, Duration patience) {
  Lab lab(topology, 1);
  const auto& where = lab.where("device");
  const std::string tunnel{style.interface};
  const long inner = sent_by(where, tunnel), outer = sent_by(where, "eth0");
  Counted counted{dial_hub(lab, "device", patience), 0, 0};
  counted.inner = sent_by(where, tunnel) - inner;
  counted.outer = sent_by(where, "eth0") - outer;
  return counted;
}

TEST_P(LabVpn, CarriesAConnection) {
  const auto counted = dial_and_count(test::connected(*GetParam()), *GetParam(), 5s);
  EXPECT_FALSE(counted.error) << counted.error.message();
  EXPECT_GE(counted.inner, 2);
  EXPECT_GE(counted.outer, 2);
}

TEST_P(LabVpn, LoopsWithoutWhatKeepsItsOwnPacketsOut) {
  const auto topology = test::without_bypass(test::connected(*GetParam()));
  const auto counted = dial_and_count(topology, *GetParam(), 500ms);
  EXPECT_EQ(counted.error, errc::timed_out);
  EXPECT_EQ(counted.inner, 2) << "the SYN, and the datagram that carries it";
  EXPECT_EQ(counted.outer, 0);
}

TEST_P(LabVpn, DiesWithItsPortAtTheSiteRouter) {
  const auto topology = test::with_port_dropped(test::connected(*GetParam()), *GetParam());
  const auto counted = dial_and_count(topology, *GetParam(), 500ms);
  EXPECT_EQ(counted.error, errc::timed_out);
  EXPECT_EQ(counted.inner, 1) << "the SYN";
  EXPECT_GE(counted.outer, 1);
}

INSTANTIATE_TEST_SUITE_P(Styles, LabVpn, ::testing::ValuesIn(vpn_styles()), test::name_of_style);

using LabRouteGuard = edge::test::TapTest;

TEST_F(LabRouteGuard, PutsBackWhatSomebodyRemoved) {
  auto topology = find_topology("bridge")->built({});
  topology = find_fault(fault_rows(), "vpn-full-tunnel")
                 ->applied_to(topology, {{"style", "wg-quick"}, {"egress", "pass"}});
  find_node(topology, "host")->route_guard = 20ms;
  Lab lab(topology, 1);
  const auto& host = lab.where("host");
  const auto routes = test::kernel_routes(host), rules = test::kernel_rules(host);
  const auto wait = [&](Duration time) -> Awaitable<void> {
    co_await lab.world("host").sleep_until(lab.now() + time);
  };
  EXPECT_EQ(test::run(host, "ip route del default dev wg0 table 51820 && ip rule del pref 32765 &&"
                            " ip route add 203.0.113.0/24 via 192.168.1.1"), "");
  EXPECT_NE(test::kernel_routes(host), routes);
  EXPECT_NE(test::kernel_rules(host), rules);
  lab.run(wait(200ms));
  EXPECT_THAT(test::kernel_routes(host), testing::UnorderedElementsAreArray(routes));
  EXPECT_THAT(test::kernel_rules(host), testing::UnorderedElementsAreArray(rules));

  find_node(topology, "host")->route_guard = {};
  lab.become(topology);
  EXPECT_EQ(test::run(host, "ip rule del pref 32765"), "");
  lab.run(wait(200ms));
  EXPECT_NE(test::kernel_rules(host), rules) << "nobody guards any more";
}

TEST_F(LabRouteGuard, KeepsTheModuleNetworkCaptured) {
  auto captured = find_fault(fault_rows(), "captures-module-subnet")
                      ->applied_to(find_topology("bridge")->built({}), {{"guard", "1h"}});
  Lab lab(captured, 1);
  const auto& host = lab.where("host");
  EXPECT_EQ(dial_hub(lab, "module", 300ms), errc::timed_out);
  const std::string heal = "ip route replace 172.18.0.0/16 dev br-azure-iot src 172.18.0.1";
  EXPECT_EQ(test::run(host, heal), "");
  EXPECT_EQ(dial_hub(lab, "module", 5s), ErrorCode{}) << "as long as nobody looks";

  find_node(captured, "host")->route_guard = 20ms;
  lab.become(captured);
  EXPECT_EQ(test::run(host, heal), "");
  const auto wait = [&]() -> Awaitable<void> {
    co_await lab.world("host").sleep_until(lab.now() + 200ms);
  };
  lab.run(wait());
  EXPECT_THAT(test::kernel_routes(host), testing::Contains("172.18.0.0/16 dev tun0"));
  EXPECT_EQ(dial_hub(lab, "module", 300ms), errc::timed_out);
}

}  // namespace
}  // namespace edge::sim
