// One direction of a wire, and the wire inside a network: loss, order, rate, seeds.
#include "simulator/network/wire_direction.hpp"

#include <numeric>

#include "tests/simulator/network/network_fixture.hpp"

namespace edge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

/// Sends `count` frames 10 us apart; per frame the arrivals in us, sorted in a list.
std::vector<std::int64_t> arrivals(const Wire& wire, std::uint64_t seed, int count,
                                   int bytes = 1000) {
  WireDirection direction(seed, "a/eth0>b/eth0");
  std::vector<std::int64_t> result;
  for (int i = 0; i < count; ++i) {
    const Transit transit = direction.send(wire, Instant{i * 10us}, bytes);
    for (int copy = 0; copy < transit.arrivals; ++copy) {
      const Duration since = transit.at[static_cast<std::size_t>(copy)].time_since_epoch();
      result.push_back(since / 1us);
    }
  }
  return result;
}

TEST(Wire, WithoutRandomPropertiesOnlyDelays) {
  Wire wire;
  wire.delay = 1ms;
  EXPECT_THAT(arrivals(wire, 1, 3), ElementsAre(1000, 1010, 1020));
}

TEST(Wire, LosesItsShareAndTheSameFramesForTheSameSeed) {
  for (const auto property : {&Wire::loss, &Wire::corrupt}) {
    Wire wire;
    wire.*property = 0.25;
    const auto first = arrivals(wire, 7, 10000);
    EXPECT_NEAR(static_cast<double>(first.size()), 7500, 150);
    EXPECT_EQ(first, arrivals(wire, 7, 10000));
    EXPECT_NE(first, arrivals(wire, 8, 10000));
    wire.*property = 1;
    EXPECT_THAT(arrivals(wire, 7, 100), IsEmpty());
  }
}

/// Lengths of the runs of lost frames among `count` that are 10 us apart.
std::vector<int> bursts_of(const Wire& wire, int count) {
  const auto arrived = arrivals(wire, 7, count);
  std::vector<int> lengths;
  std::int64_t expected = wire.delay / 1us;
  for (const auto at : arrived) {
    if (at > expected) lengths.push_back(static_cast<int>((at - expected) / 10));
    expected = at + 10;
  }
  return lengths;
}

TEST(Wire, LosesInBurstsOfTheGivenLength) {
  Wire wire;
  wire.bursts = {.begins = 0.02, .ends = 0.25};
  const auto lengths = bursts_of(wire, 20000);
  const double lost = std::accumulate(lengths.begin(), lengths.end(), 0.0);
  EXPECT_NEAR(lost / static_cast<double>(lengths.size()), 1 / 0.25, 0.4);
  EXPECT_NEAR(lost / 20000, 0.02 / (0.02 + 0.25), 0.01);  // the share of the bad state
}

TEST(Wire, ABurstThatLetsHalfThroughLosesHalf) {
  Wire wire;
  wire.bursts = {.begins = 1, .ends = 0, .loss = 0.5};
  EXPECT_NEAR(static_cast<double>(arrivals(wire, 7, 10000).size()), 5000, 150);
}

TEST(Wire, Duplicates) {
  Wire wire;
  wire.delay = 1ms;
  wire.duplicate = 1;
  EXPECT_THAT(arrivals(wire, 1, 2), ElementsAre(1000, 1000, 1010, 1010));
}

TEST(Wire, JitterSpreadsAndKeepsTheOrder) {
  Wire wire;
  wire.delay = 1ms;
  wire.jitter = 500us;
  const auto result = arrivals(wire, 3, 1000);
  EXPECT_TRUE(std::ranges::is_sorted(result));
  EXPECT_GE(result.front(), 500);
  EXPECT_LE(result.back(), 9990 + 1500);
  EXPECT_EQ(result, arrivals(wire, 3, 1000));
}

TEST(Wire, ReorderingHoldsFramesBack) {
  Wire wire;
  wire.delay = 2ms;
  wire.reorder = 0.1;
  const auto result = arrivals(wire, 3, 1000);
  EXPECT_EQ(result.size(), 1000u);
  EXPECT_FALSE(std::ranges::is_sorted(result));
  const auto late = std::ranges::count_if(
      result, [i = std::int64_t{0}](std::int64_t at) mutable { return at == 4000 + 10 * i++; });
  EXPECT_NEAR(static_cast<double>(late), 100, 30);
}

TEST(Wire, ARateQueuesAndThenOverflows) {
  Wire wire;
  wire.delay = Duration::zero();
  wire.rate_bps = 8'000'000;  // a byte each us
  EXPECT_THAT(arrivals(wire, 1, 3), ElementsAre(1000, 2000, 3000));
  EXPECT_EQ(arrivals(wire, 1, 3000, 1500).size(), 1020u) << "1000 waiting, the rest have left";
}

TEST(Wire, DownOrTooNarrow) {
  Wire wire;
  wire.up = false;
  WireDirection direction(1, "x");
  EXPECT_FALSE(direction.send(wire, Instant{}, 100).entered);
  wire.up = true;
  wire.mtu = 1300;
  const Transit vanished = direction.send(wire, Instant{}, 1301);
  EXPECT_TRUE(vanished.entered);
  EXPECT_EQ(vanished.arrivals, 0);
  EXPECT_EQ(direction.send(wire, Instant{}, 1300).arrivals, 1);
}

std::vector<std::string> lossy_run(std::uint64_t seed, bool other_wire_lossy) {
  Topology topology = chain();
  topology.wires[1].loss = 0.3;
  topology.wires[1].jitter = 500us;
  if (other_wire_lossy) topology.wires[2].jitter = 100us;
  TestNet net(topology, seed);
  net.answers("server");
  for (int i = 0; i < 50; ++i) {
    net.send_at(i * 1ms, "client", udp("10.0.1.2:" + std::to_string(1000 + i), "10.0.3.2:53"));
  }
  return net.run();
}

TEST(Wire, SameSeedSameTrace) {
  EXPECT_EQ(lossy_run(5, false), lossy_run(5, false));
  EXPECT_NE(lossy_run(5, false), lossy_run(6, false));
}

TEST(Wire, EachWireDrawsItsOwnNumbers) {
  EXPECT_EQ(lossy_run(5, false).size(), lossy_run(5, true).size());
}

}  // namespace
}  // namespace edge
