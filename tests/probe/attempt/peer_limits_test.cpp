// What a hub of ill will can make the probe keep, by the rows of docs/probe.md on AMQP.
#include <gtest/gtest.h>

#include "common/amqp/error.hpp"
#include "common/world/with_deadline.hpp"
#include "probe/attempt/agent_session.hpp"
#include "simulator/hub/amqp/raw_frame.hpp"
#include "tests/support/memory_world.hpp"

namespace edge::probe {
namespace {

using namespace std::chrono_literals;
using sim::raw_frame;
using sim::RawFields;
namespace performative = sim::performative;

struct PeerLimits : testing::Test {
  /// How the probe's OPEN ends at a hub that sends `count` of `frame` after its own.
  ErrorCode opened(int count, const std::function<Bytes(std::uint32_t)>& frame) {
    auto [near, far] = world.connect_pair();
    Bytes sent{'A', 'M', 'Q', 'P', 0, 1, 0, 0};
    const auto add = [&](const Bytes& bytes) {
      sent.insert(sent.end(), bytes.begin(), bytes.end());
    };
    for (int number = 0; number < count; ++number) add(frame(static_cast<std::uint32_t>(number)));
    add(raw_frame(0, performative::kOpen, RawFields().string("hub")));
    AgentSession agent(world, std::move(near), "hub.test", {}, {});
    world.run(far->write(sent)).value();
    AmqpDetail detail;
    auto opening = with_deadline(world, world.now() + 30s, agent.open(detail));
    return world.run(std::move(opening)).error();
  }

  test::MemoryWorld world;
};

Bytes begin(std::uint32_t channel) {
  return raw_frame(static_cast<std::uint16_t>(channel), performative::kBegin,
                   RawFields().null().uint(1).uint(5000).uint(5000));
}

TEST_F(PeerLimits, AHubThatBeginsSessionsOfItsOwnIsGivenUpAtOnce) {
  const auto open_first = [](std::uint32_t number) {
    return number == 0 ? raw_frame(0, performative::kOpen, RawFields().string("hub"))
                       : begin(number);
  };
  EXPECT_EQ(opened(1000, open_first), AmqpErrc::protocol);
}

TEST_F(PeerLimits, AFrameThatIsLargerThanWeAllowIsRefusedBeforeItHasCome) {
  const Bytes head{0, 1, 0, 1, 2, 0, 0, 0};  // of 65,537 bytes
  EXPECT_EQ(opened(1, [&](auto) { return head; }), AmqpErrc::protocol);
}

TEST_F(PeerLimits, AStateOfADeliveryIsSmall) {
  const auto state = [](std::uint32_t) {
    return raw_frame(0, performative::kDisposition,
                     RawFields().boolean(true).uint(0).uint(1000).boolean(false)
                         .composite(0x34, RawFields().binary(Bytes(9000, 'x'))));
  };
  EXPECT_EQ(opened(1, state), AmqpErrc::protocol);
}

}  // namespace
}  // namespace edge::probe
