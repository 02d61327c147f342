// Whoever goes beyond a limit is told so and cut off at once, however much it goes on to send: a
// row for each limit of docs/hub.md on what one connection makes the hub keep.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/amqp/error.hpp"
#include "common/base/escape.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/hub/amqp/raw_frame.hpp"
#include "tests/support/amqp_client.hpp"
#include "tests/support/hub_fixture.hpp"

namespace edge::sim {
namespace {

using testing::HasSubstr;

constexpr int kMany = 300;

/// What a client sends, number by number; `kMany` of each is far beyond any limit below.
using Frame = std::function<Bytes(std::uint32_t number)>;

Bytes open(std::size_t properties = 0) {
  RawFields fields = RawFields().string("c").string("hub.test");
  if (properties > 0) {
    Bytes map{kMap32};
    const std::string value(properties, 'x');
    const RawFields entry = RawFields().symbol("k").string(value);
    put_number(map, entry.bytes().size() + 4, 4);
    put_number(map, 2, 4);
    map.insert(map.end(), entry.bytes().begin(), entry.bytes().end());
    for (int skipped = 2; skipped < 9; ++skipped) fields.null();
    fields.encoded(map);
  }
  return raw_frame(0, performative::kOpen, fields);
}

Bytes begin(std::uint32_t channel) {
  return raw_frame(static_cast<std::uint16_t>(channel), performative::kBegin,
                   RawFields().null().uint(1).uint(5000).uint(5000));
}

/// Of a link to `address`, on which the hub sends or, as usual, receives.
Bytes attach(std::uint32_t handle, const std::string& name, bool hub_sends = false,
             const std::string& address = "$cbs") {
  const RawFields node = RawFields().string(address);
  return raw_frame(0, performative::kAttach,
                   RawFields().string(name).uint(handle).boolean(hub_sends).null().null()
                       .composite(performative::kSource, node)
                       .composite(performative::kTarget, node).null().null().uint(0));
}

Bytes transfer(std::uint32_t handle, std::uint32_t delivery, ByteView payload, bool more) {
  return raw_frame(0, performative::kTransfer,
                   RawFields().uint(handle).uint(delivery).binary(as_bytes("t")).uint(0)
                       .boolean(false).boolean(more), payload);
}

/// A put-token request without a token, which is refused.
Bytes question(std::uint32_t number) {
  const Bytes message{0, kSmallUlong, 0x77, kString8, 1, 'x'};
  return transfer(0, number, message, false);
}

/// The client has received a message in a state that no AMQP peer needs here, of `size` bytes.
Bytes state_of_delivery(std::size_t size) {
  return raw_frame(0, performative::kDisposition,
                   RawFields().boolean(true).uint(0).uint(1000).boolean(false)
                       .composite(0x34, RawFields().binary(Bytes(size, 'x'))));
}

struct Row {
  const char* what;
  HubLimits limits;
  std::vector<Bytes> first;  // after OPEN and BEGIN
  Frame then;
  const char* condition;
  std::size_t properties = 0;  // bytes in its OPEN
};

HubLimits with(std::size_t HubLimits::*limit, std::size_t value) {
  HubLimits limits;
  limits.*limit = value;
  return limits;
}

std::vector<Row> rows() {
  const Bytes part(10'000, 'x');
  return {
      {"sessions", with(&HubLimits::endpoints, 100), {},
       [](auto number) { return begin(1 + number); }, "amqp:resource-limit-exceeded"},
      {"links", with(&HubLimits::endpoints, 100), {},
       [](auto number) { return attach(number, std::to_string(number)); },
       "amqp:resource-limit-exceeded"},
      {"what an OPEN says of the client", with(&HubLimits::connection_buffer, 10'000), {},
       [](auto) { return begin(1); }, "amqp:resource-limit-exceeded", 20'000},
      {"names of links", with(&HubLimits::connection_buffer, 100'000), {},
       [](auto number) { return attach(number, std::to_string(number) + std::string(9000, 'n')); },
       "amqp:resource-limit-exceeded"},
      {"a message", {}, {attach(0, "up")}, [=](auto) { return transfer(0, 0, part, true); },
       "amqp:link:message-size-exceeded"},
      {"an unfinished message", with(&HubLimits::connection_buffer, 100'000), {attach(0, "up")},
       [=](auto) { return transfer(0, 0, part, true); }, "amqp:resource-limit-exceeded"},
      {"answers that are not taken", {}, {attach(0, "up"), attach(1, "down", true)},
       question, "amqp:resource-limit-exceeded"},
      {"the state of a delivery", {}, {}, [](auto) { return state_of_delivery(9000); },
       "amqp:resource-limit-exceeded"},
  };
}

struct LimitsTest : testing::Test, test::HubFixture {
  /// All that the client hears; "(closed)" behind it if the hub has gone.
  std::string heard_after(Stream& stream, const Bytes& sent) {
    std::optional<Result<void>> written;
    world.start(keep_result(stream.write(sent), written));
    world.advance(std::chrono::milliseconds{1});
    std::string heard;
    Bytes chunk(65536);
    while (true) {
      auto reading = stream.read_some(chunk);
      const auto got = world.run(with_deadline(world, world.now(), std::move(reading)));
      if (!got && got.error() == boost::system::errc::timed_out) return heard;
      if (!got) return heard + "(closed)";
      heard += as_text(ByteView(chunk).first(*got));
    }
  }
  static void add(Bytes& sent, const Bytes& frame) {
    sent.insert(sent.end(), frame.begin(), frame.end());
  }
};

TEST_F(LimitsTest, WhoGoesBeyondIsToldAndCutOffAtOnce) {
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.what);
    limits = row.limits;
    Bytes first{'A', 'M', 'Q', 'P', 0, 1, 0, 0}, then;
    add(first, open(row.properties));
    add(first, begin(0));
    for (const Bytes& frame : row.first) add(first, frame);
    for (std::uint32_t number = 0; number < kMany; ++number) add(then, row.then(number));
    const auto stream = connect();
    const std::string heard = heard_after(*stream, first) + heard_after(*stream, then);
    EXPECT_THAT(heard, HasSubstr(row.condition));
    EXPECT_THAT(heard, testing::EndsWith("(closed)"));
    EXPECT_TRUE(hub->sessions().all().empty());
    EXPECT_EQ(hub->buffers().used(), 0u);
  }
}

TEST_F(LimitsTest, AStrangerHasRoomForAFewSessionsAndLinks) {
  const auto heard_of = [&](std::uint32_t sessions) {
    Bytes sent{'A', 'M', 'Q', 'P', 0, 1, 0, 0};
    add(sent, open(0));
    for (std::uint32_t number = 0; number < sessions; ++number) add(sent, begin(number));
    const auto stream = connect();
    return heard_after(*stream, sent);
  };
  EXPECT_THAT(heard_of(20), testing::Not(testing::EndsWith("(closed)")));
  EXPECT_THAT(heard_of(21), testing::EndsWith("(closed)"));
}

TEST_F(LimitsTest, AStateOfADeliveryThatIsNoneIsNotKept) {
  test::AmqpClient peer(world, connect());
  ASSERT_TRUE(peer.put_token(token_for("dev1"), "1"));
  hub->cloud_messages().enqueue({"dev1", {}}, {}).value();
  peer.receiver("c2d", "/devices/dev1/messages/devicebound");
  ASSERT_TRUE(peer.settle());
  ASSERT_EQ(peer.undecided(), 1u);
  peer.decide(0x34);  // of a transaction
  EXPECT_EQ(peer.settle().error(), AmqpErrc::closed_by_peer);
  EXPECT_EQ(peer.end_of_connection().name, "amqp:not-implemented");
}

}  // namespace
}  // namespace edge::sim
