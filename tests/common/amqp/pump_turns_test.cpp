// A peer that sends more than one turn's worth: who else runs has its turn in between, and what
// comes after a frame that ends the connection has no effect.
#include <gtest/gtest.h>
#include <proton/connection.h>
#include <proton/session.h>

#include "common/amqp/encoding.hpp"
#include "common/amqp/error.hpp"
#include "common/amqp/pump.hpp"
#include "common/world/concurrency.hpp"
#include "tests/support/memory_world.hpp"

namespace edge {
namespace {

using namespace std::chrono_literals;
using std::string_view_literals::operator""sv;

/// Time that is worked through, not waited for.
struct BusyWorld : test::MemoryWorld {
  Instant now() const override { return MemoryWorld::now() + worked; }
  Duration worked{};
};

Bytes hello_and_sessions(std::uint16_t count) {
  const auto hello = "AMQP\0\1\0\0" "\0\0\0\x13\2\0\0\0" "\0\x53\x10\xc0\x6\3\xa1\1s\x40\x40"sv;
  Bytes bytes(hello.begin(), hello.end());
  const Bytes fields{kNull, kSmallUint, 1, kSmallUint, 9, kSmallUint, 9};
  for (std::uint16_t channel = 0; channel < count; ++channel) {
    const Bytes begin = encode_frame({kAmqpFrame, channel, 0x11}, 4, fields);
    bytes.insert(bytes.end(), begin.begin(), begin.end());
  }
  return bytes;
}

AmqpOptions server_options() {
  AmqpOptions options;
  options.server = true;
  return options;
}

TEST(AmqpPumpTurns, OthersRunBetweenFrames) {
  constexpr int kSessions = 500;
  BusyWorld world;
  auto [near, far] = world.connect_pair();
  int begun = 0, most_at_once = 0;
  const auto count = [&](pn_event_t* event) {
    if (pn_event_type(event) != PN_SESSION_REMOTE_OPEN) return;
    ++begun;
    world.worked += 1ms;
  };
  AmqpPump pump(world.alarms, std::move(near), server_options(), {count, {}, {}});
  const auto all = [&] { return begun == kSessions; };
  const auto other = [&]() -> Awaitable<void> {
    for (int seen = 0; !all(); co_await let_others_run()) {
      most_at_once = std::max(most_at_once, begun - std::exchange(seen, begun));
    }
  };
  world.run(far->write(hello_and_sessions(kSessions))).value();
  world.start(other());
  EXPECT_TRUE(world.run(pump.run_until(all)));
  EXPECT_GT(most_at_once, 0);
  EXPECT_LE(most_at_once, 16);
}

TEST(AmqpPumpTurns, AfterOurCloseOnlyThePeersCloseCounts) {
  test::MemoryWorld world;
  auto [near, far] = world.connect_pair();
  int begun = 0;
  AmqpPump* closing = nullptr;
  const auto refuse = [&](pn_event_t* event) {
    if (pn_event_type(event) != PN_SESSION_REMOTE_OPEN) return;
    ++begun;
    pn_connection_close(closing->connection());
  };
  AmqpPump pump(world.alarms, std::move(near), server_options(), {refuse, {}, {}});
  closing = &pump;
  pn_connection_open(pump.connection());
  for (const auto& bytes : {hello_and_sessions(300), encode_frame({kAmqpFrame, 0, 0x18}, 0, {})}) {
    world.run(far->write(bytes)).value();
  }
  EXPECT_EQ(world.run(pump.run_until([] { return false; })).error(), AmqpErrc::closed_by_peer);
  EXPECT_LE(begun, 8);
}

TEST(AmqpPumpTurns, WhatWasReadWhenARunWasCancelledIsNotLost) {
  constexpr int kSessions = 100;
  BusyWorld world;
  auto [near, far] = world.connect_pair();
  int begun = 0;
  const auto count = [&](pn_event_t* event) {
    if (pn_event_type(event) != PN_SESSION_REMOTE_OPEN) return;
    ++begun;
    world.worked += 1ms;
  };
  AmqpPump pump(world.alarms, std::move(near), server_options(), {count, {}, {}});
  world.run(far->write(hello_and_sessions(kSessions))).value();
  const auto soon = [&]() -> Awaitable<void> { co_await let_others_run(); };
  const auto running = [&]() -> Awaitable<void> {
    co_await pump.run_until([] { return false; });
  };
  world.start(until_one_ends(running(), soon()));
  world.advance(1ms);
  EXPECT_LT(begun, kSessions);
  EXPECT_TRUE(world.run(pump.run_until([&] { return begun == kSessions; })));
}

}  // namespace
}  // namespace edge
