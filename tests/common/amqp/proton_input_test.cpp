// The way of a peer's bytes through a pump to Proton.
#include "common/amqp/proton_input.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <proton/connection.h>

#include "common/amqp/encoding.hpp"
#include "common/amqp/endpoint_facts.hpp"
#include "common/amqp/error.hpp"
#include "common/amqp/pump.hpp"
#include "tests/support/memory_world.hpp"

namespace edge {
namespace {

using test::MemoryWorld;
using std::string_view_literals::operator""sv;

constexpr auto kHello =
    "AMQP\0\1\0\0" "\0\0\0\x13\2\0\0\0" "\0\x53\x10\xc0\x6\3\xa1\1s\x40\x40"sv;

/// Proton's tracer reads past the end of such a frame.
TEST(ProtonInput, AMalformedFrameIsRefusedBeforeProtonSeesIt) {
  const std::string flow = std::string("\0\0\0\x15\2\0\0\0"sv) +
                           std::string("\0\x53\x13\xc0\x8\5\x40\x43\x43\x43\x52\xa3\xb2"sv);
  for (const bool server : {false, true}) {
    for (const std::size_t max_read : {SIZE_MAX, std::size_t{1}}) {
      MemoryWorld world;
      world.set_max_read(max_read);
      auto [near, far] = world.connect_pair();
      std::vector<std::string> lines;
      AmqpOptions options;
      options.server = server;
      AmqpPump pump(world.alarms, std::move(near), options,
                    {{}, [&](const std::string& line) { lines.push_back(line); }});
      pn_connection_open(pump.connection());
      world.run(far->write(as_bytes(std::string(kHello) + flow))).value();
      EXPECT_EQ(world.run(pump.run_until([] { return false; })).error(), AmqpErrc::protocol);
      world.start(pump.close());
      world.advance(std::chrono::seconds{2});
      EXPECT_THAT(lines.back(), testing::HasSubstr("close [error=error [condition="
                                                   "amqp:decode-error"));
    }
  }
}

TEST(ProtonInput, AFrameMayArriveInAnyPartsAndBeLargerThanOneRead) {
  for (const std::size_t max_read : {SIZE_MAX, std::size_t{1000}, std::size_t{7}}) {
    MemoryWorld world;
    world.set_max_read(max_read);
    auto [near, far] = world.connect_pair();
    AmqpPump client(world.alarms, std::move(near), AmqpOptions{}, {});
    pn_connection_open(client.connection());
    // A CLOSE with a description of 60,000 bytes, as large as 64 KiB allow it to be sent.
    Bytes error{kSymbol8, 1, 'e'};
    put_variable(error, kString32, as_bytes(std::string(60000, 'x')));
    Bytes described{kDescribed, kSmallUlong, 0x1d};
    put_list(described, 2, error);
    const auto close = encode_frame({kAmqpFrame, 0, 0x18}, 1, described);
    world.run(far->write(as_bytes(kHello))).value();
    world.run(far->write(close)).value();
    EXPECT_EQ(world.run(client.run_until([] { return false; })).error(), AmqpErrc::closed_by_peer);
    EXPECT_EQ(condition_of(pn_connection_remote_condition(client.connection())).description.size(),
              60000u);
  }
}

}  // namespace
}  // namespace edge
