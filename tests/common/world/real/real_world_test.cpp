// The real World's clocks, randomness and facts, and what it reads from the machine.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include "common/world/real/host_facts.hpp"
#include "tests/support/loopback_world.hpp"
#include "tests/support/run.hpp"

namespace edge {
namespace {

using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;

class RealWorldTest : public testing::Test {
 protected:
  Awaitable<bool> sleep(Duration duration) {
    co_await world_->sleep_until(world_->now() + duration);
    co_return true;
  }

  boost::asio::io_context context_{1};
  std::unique_ptr<World> world_ = test::make_loopback_world(context_);
};

TEST_F(RealWorldTest, SleepsUntilTheInstantAndNotLess) {
  const Instant begin = world_->now();
  EXPECT_TRUE(test::run(context_, sleep(20ms)));
  EXPECT_GE(world_->now(), begin + 20ms);
}

TEST_F(RealWorldTest, AnInstantInThePastIsNoSleep) {
  EXPECT_TRUE(test::run(context_, sleep(-1h)));
}

TEST_F(RealWorldTest, AShorterSleepEndsALongerOne) {
  auto race = [&]() -> Awaitable<std::size_t> {
    const auto first = co_await (sleep(1h) || sleep(10ms));
    co_return first.index();
  };
  EXPECT_EQ(test::run(context_, race()), 1u);
}

TEST_F(RealWorldTest, WallTimeIsInThisCentury) {
  using std::chrono::sys_days;
  using namespace std::chrono;
  EXPECT_GT(world_->wall(), sys_days{2024y / January / 1});
  EXPECT_LT(world_->wall(), sys_days{2100y / January / 1});
}

TEST_F(RealWorldTest, RandomBytesDiffer) {
  Bytes first(64), second(64);
  world_->random(first);
  world_->random(second);
  EXPECT_NE(first, second);
  EXPECT_NE(first, Bytes(64));
  world_->random({});
}

TEST_F(RealWorldTest, HostFactsNameTheLoopbackInterface) {
  const HostFacts facts = world_->host_facts();
  EXPECT_FALSE(facts.host_name.empty());
  EXPECT_FALSE(facts.kernel.empty());
  const auto lo = std::find_if(facts.interfaces.begin(), facts.interfaces.end(),
                               [](const auto& interface) { return interface.name == "lo"; });
  ASSERT_NE(lo, facts.interfaces.end());
  EXPECT_GT(lo->mtu, 1000);
}

TEST_F(RealWorldTest, ResolverConfigHasAServer) {
  EXPECT_FALSE(world_->resolver_config(CLibrary::glibc).servers.empty());
}

TEST(Ipv4RoutesTest, ReadsTheKernelsTable) {
  const auto routes = parse_ipv4_routes(
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
      "eth0\t00000000\t010012AC\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
      "tun0\t00000000\t0100080A\t0003\t0\t0\t50\t00000080\t0\t0\t0\n"
      "*\t0A7100CB\t00000000\t0205\t0\t0\t0\tFFFFFFFF\t0\t0\t0\n"
      "eth0\t000012AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n");
  ASSERT_EQ(routes.size(), 4u);
  EXPECT_EQ(routes[0].destination, "0.0.0.0/0");
  EXPECT_EQ(routes[0].gateway->to_string(), "172.18.0.1");
  EXPECT_EQ(routes[0].interface, "eth0");
  EXPECT_EQ(routes[1].destination, "0.0.0.0/1");
  EXPECT_EQ(routes[1].metric, 50);
  EXPECT_EQ(routes[2].destination, "203.0.113.10/32");
  EXPECT_EQ(routes[2].interface, "*");
  EXPECT_EQ(routes[2].gateway, std::nullopt);
  EXPECT_EQ(routes[3].destination, "172.18.0.0/16");
}

TEST(Ipv4RoutesTest, PassesOverWhatIsNoRoute) {
  EXPECT_TRUE(parse_ipv4_routes("").empty());
  EXPECT_TRUE(parse_ipv4_routes("eth0\tzzzz\n\neth0 00000000\n").empty());
}

TEST(ContainerEngineTest, IsKnownByItsMarks) {
  EXPECT_EQ(container_engine(false, false, "0::/user.slice"), "");
  EXPECT_EQ(container_engine(true, false, "0::/"), "docker");
  EXPECT_EQ(container_engine(false, true, "0::/"), "podman");
  EXPECT_EQ(container_engine(false, false, "12:cpu:/docker/0123abcd"), "docker");
  EXPECT_EQ(container_engine(true, false, "0::/kubepods/burstable/pod1"), "kubernetes");
  EXPECT_EQ(container_engine(false, false, "0::/lxc/box"), "lxc");
  EXPECT_EQ(container_engine(false, false, "0::/", "podman"), "podman");  // podman --read-only
  EXPECT_EQ(container_engine(false, false, "0::/", "flatpak"), "");
}

}  // namespace
}  // namespace edge
