// What a carried wire's limits and its seeded chance do to frames.
#include "simulator/network/wire_direction.hpp"
#include "tests/simulator/lab/carried_wire_fixture.hpp"

namespace edge::sim {
namespace {

TEST_F(CarriedWireTest, ItsMtuIsInBytesOfIp) {
  properties_.mtu = 1000;
  join();
  EXPECT_TRUE(passes(1000 - 28));
  EXPECT_TRUE(vanishes(1001 - 28));
}

/// With the delay, the first round trip would take as long as two.
TEST_F(CarriedWireTest, NeighboursAreFoundAtOnce) {
  properties_.delay = 200ms;
  join();
  const Duration first = round_trip();
  EXPECT_GE(first, 400ms);
  EXPECT_LT(first, 800ms);
}

TEST_F(CarriedWireTest, ALimitedRateTakesItsTime) {
  properties_.rate_bps = 1'000'000;
  join();
  round_trip();
  const Instant begin = world_->now();
  for (int i = 0; i < 5; ++i) send(*client_, *server_, 1250 - 28);  // 10 ms each
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(arrives(*server_, 1s));
  EXPECT_GE(world_->now() - begin, 50ms);
}

TEST_F(CarriedWireTest, Duplicates) {
  properties_.duplicate = 1;
  join();
  EXPECT_TRUE(passes());
  EXPECT_TRUE(arrives(*server_, 1s));
  EXPECT_FALSE(arrives(*server_, 50ms));
}

/// Frame for frame the fate that the same seed has on a virtual wire.
TEST_F(CarriedWireTest, LosesInBurstsAsTheVirtualWireDoes) {
  properties_.bursts = {.begins = 0.05, .ends = 0.2};
  join();
  WireDirection computed(1, "left/eth0>right/eth0");
  std::vector<std::uint8_t> expected, arrived;
  for (std::uint8_t number = 0; number < 200; ++number) {
    const Bytes data{number};
    ASSERT_TRUE(test::run(context_, client_->send_to(data, server_->local())));
    if (computed.send(properties_, Instant{}, 29).arrivals > 0) expected.push_back(number);
  }
  while (arrived.size() < expected.size()) {
    const auto received = test::run(
        context_, with_deadline(*world_, world_->now() + 1s, server_->receive()));
    if (!received) break;
    arrived.push_back(received->data.front());
  }
  EXPECT_EQ(arrived, expected);
  EXPECT_LT(expected.size(), 180u);
  EXPECT_FALSE(arrives(*server_, 50ms));
}

}  // namespace
}  // namespace edge::sim
