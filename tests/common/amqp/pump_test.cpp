#include "common/amqp/pump.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <proton/connection.h>
#include <proton/session.h>

#include <boost/asio/error.hpp>

#include "common/amqp/endpoint_facts.hpp"
#include "common/amqp/error.hpp"
#include "common/world/with_deadline.hpp"
#include "tests/support/memory_world.hpp"
#include "tests/support/stream_pair.hpp"

namespace edge {
namespace {

using namespace std::chrono_literals;
using test::MemoryWorld;
using std::string_view_literals::operator""sv;

AmqpOptions client_options(Duration idle = {}) {
  AmqpOptions options;
  options.container_id = "client";
  options.hostname = "hub.test";
  options.idle_timeout = idle;
  return options;
}

/// A server that answers OPEN with OPEN and lives until the connection ends.
class Server {
 public:
  Server(MemoryWorld& world, std::unique_ptr<Stream> stream, Duration idle = {})
      : pump_(world.alarms, std::move(stream), options(idle),
              {[](pn_event_t* event) { on_event(event); }, {}}) {}

  Awaitable<void> serve() { ended_with = (co_await pump_.run_until([] { return false; })).error(); }
  AmqpPump& pump() { return pump_; }

  ErrorCode ended_with;

 private:
  static AmqpOptions options(Duration idle) {
    AmqpOptions options;
    options.server = true;
    options.container_id = "server";
    options.idle_timeout = idle;
    return options;
  }
  static void on_event(pn_event_t* event) {
    if (pn_event_type(event) == PN_CONNECTION_REMOTE_OPEN) {
      pn_connection_open(pn_event_connection(event));
    }
    if (pn_event_type(event) == PN_SESSION_REMOTE_OPEN) pn_session_open(pn_event_session(event));
  }

  AmqpPump pump_;
};

std::function<bool()> remote_open(AmqpPump& pump) {
  return [&pump] { return pn_connection_state(pump.connection()) & PN_REMOTE_ACTIVE; };
}

TEST(AmqpPump, OpensAgainstAServerHoweverTheBytesArrive) {
  for (const std::size_t max_read : {SIZE_MAX, std::size_t{3}, std::size_t{1}}) {
    MemoryWorld world;
    world.set_max_read(max_read);
    auto [near, far] = world.connect_pair();
    Server server(world, std::move(far));
    world.start(server.serve());
    AmqpPump client(world.alarms, std::move(near), client_options(), {});
    pn_connection_open(client.connection());

    EXPECT_TRUE(world.run(client.run_until(remote_open(client))));
    EXPECT_STREQ(pn_connection_remote_container(client.connection()), "server");
    EXPECT_EQ(as_text(client.first_bytes().first(8)), "AMQP\0\1\0\0"sv);
  }
}

TEST(AmqpPump, SendsHeaderAndOpenInOneWrite) {
  MemoryWorld world;
  auto [near, far] = world.connect_pair();
  AmqpPump client(world.alarms, std::move(near), client_options(30s), {});
  pn_connection_open(client.connection());
  world.run(client.run_until([] { return true; })).value();
  Bytes sent(1000);
  sent.resize(world.run(far->read_some(sent)).value());
  EXPECT_EQ(as_text(sent).substr(0, 8), "AMQP\0\1\0\0"sv);
  EXPECT_EQ(sent.size(), 8u + sent[11]);  // nothing but one more frame
}

TEST(AmqpPump, NamesWhatAnswersInsteadOfAmqp) {
  const std::pair<std::string_view, AmqpErrc> rows[] = {
      {"HTTP/1.1 400 Bad Request\r\n\r\n", AmqpErrc::not_amqp},
      {"AMQP\0\0\x9\1"sv, AmqpErrc::wrong_header},
      {"AMQP\3\1\0\0"sv, AmqpErrc::wrong_header},
      {"AMQP\0\1\0\0garbage that is no frame"sv, AmqpErrc::protocol},
      {"AMQP\0\1\0\0\xff\xff\xff\xff\2\0\0\0"sv, AmqpErrc::protocol},
      {"AMQP\0\1\0\0\0\0\0\xa\2\0\0\0\0\x53"sv, AmqpErrc::protocol},
  };
  for (const auto& [bytes, error] : rows) {
    MemoryWorld world;
    auto [near, far] = world.connect_pair();
    AmqpPump client(world.alarms, std::move(near), client_options(), {});
    pn_connection_open(client.connection());
    world.run(far->write(as_bytes(bytes))).value();
    EXPECT_EQ(world.run(client.run_until(remote_open(client))).error(), error) << bytes;
    EXPECT_EQ(as_text(client.first_bytes().first(8)), bytes.substr(0, 8));
  }
}

TEST(AmqpPump, AnEndWithoutCloseIsTheStreamsError) {
  MemoryWorld world;
  auto [near, far] = world.connect_pair();
  AmqpPump client(world.alarms, std::move(near), client_options(), {});
  pn_connection_open(client.connection());
  auto later = [](MemoryWorld& world, std::unique_ptr<Stream> stream) -> Awaitable<void> {
    co_await world.sleep_until(world.now() + 5s);
    co_await stream->close();
  };
  world.start(later(world, std::move(far)));
  EXPECT_EQ(world.run(client.run_until(remote_open(client))).error(), boost::asio::error::eof);
  EXPECT_EQ(world.now(), Instant{5s});
}

TEST(AmqpPump, SilenceCanBeCancelledAndTheConnectionUsedAfterwards) {
  MemoryWorld world;
  auto [near, far] = world.connect_pair();
  AmqpPump client(world.alarms, std::move(near), client_options(), {});
  pn_connection_open(client.connection());
  auto first = with_deadline(world, Instant{30s}, client.run_until(remote_open(client)));
  EXPECT_EQ(world.run(std::move(first)).error(), boost::system::errc::timed_out);
  EXPECT_EQ(world.now(), Instant{30s});

  Server server(world, std::move(far));
  world.start(server.serve());
  EXPECT_TRUE(world.run(client.run_until(remote_open(client))));
}

TEST(AmqpPump, HeartbeatsKeepBothEndsAliveAndSilenceEndsOne) {
  MemoryWorld world;
  auto [near, far] = world.connect_pair();
  Server server(world, std::move(far), 30s);
  world.start(server.serve());
  AmqpPump client(world.alarms, std::move(near), client_options(30s), {});
  pn_connection_open(client.connection());
  auto held = with_deadline(world, Instant{10min}, client.run_until([] { return false; }));
  EXPECT_EQ(world.run(std::move(held)).error(), boost::system::errc::timed_out);
  EXPECT_FALSE(server.ended_with);

  // Nobody drives the client any more: the server hears nothing for twice its 30 s.
  world.advance(1min);
  EXPECT_EQ(server.ended_with, AmqpErrc::peer_idle);
}

TEST(AmqpPump, AHeartbeatLeavesAtSevenEighthsOfWhatThePeerAsksFor) {
  MemoryWorld world;
  auto [near, far] = world.connect_pair();
  AmqpPump client(world.alarms, std::move(near), client_options(), {});
  pn_connection_open(client.connection());
  // Header and an OPEN of container-id "s" that asks for a frame every 32 s.
  const std::string_view hello =
      "AMQP\0\1\0\0" "\0\0\0\x19\2\0\0\0"
      "\0\x53\x10\xc0\x0c\5\xa1\1s\x40\x40\x40\x70\0\0\x7d\0"sv;
  world.run(far->write(as_bytes(hello))).value();
  auto held = with_deadline(world, Instant{27s}, client.run_until([] { return false; }));
  EXPECT_EQ(world.run(std::move(held)).error(), boost::system::errc::timed_out);
  Bytes sent(4096);
  sent.resize(world.run(far->read_some(sent)).value());
  EXPECT_NE(sent.back(), 0);  // the OPEN, and no more

  world.start([](AmqpPump& pump) -> Awaitable<void> {
    co_await pump.run_until([] { return false; });
  }(client));
  Bytes heartbeat(4096);
  heartbeat.resize(world.run(far->read_some(heartbeat)).value());
  EXPECT_EQ(heartbeat, (Bytes{0, 0, 0, 8, 2, 0, 0, 0}));
  EXPECT_GT(world.now(), Instant{27s});
  EXPECT_LE(world.now(), Instant{28s});
}

TEST(AmqpPump, ASilentPeerIsToldWhyTheConnectionEnds) {
  MemoryWorld world;
  auto [near, far] = world.connect_pair();
  Server server(world, std::move(far), 30s);
  world.start(server.serve());
  auto options = client_options();
  AmqpPump client(world.alarms, std::move(near), options, {});
  pn_connection_open(client.connection());
  world.run(client.run_until(remote_open(client))).value();
  world.advance(61s);  // nobody drives the client
  EXPECT_EQ(server.ended_with, AmqpErrc::peer_idle);
  EXPECT_EQ(world.run(client.run_until([] { return false; })).error(), AmqpErrc::closed_by_peer);
  EXPECT_EQ(condition_of(pn_connection_remote_condition(client.connection())).name,
            "amqp:connection:forced");
}

TEST(AmqpPump, SilenceAfterTheOpenEndsItAtTwiceTheAdvertisedTime) {
  MemoryWorld world;
  auto [near, far] = world.connect_pair();
  AmqpPump client(world.alarms, std::move(near), client_options(30s), {});
  pn_connection_open(client.connection());
  // Header and an OPEN of container-id "s", then nothing, heartbeats included.
  const std::string_view hello =
      "AMQP\0\1\0\0" "\0\0\0\x13\2\0\0\0" "\0\x53\x10\xc0\x6\3\xa1\1s\x40\x40"sv;
  world.run(far->write(as_bytes(hello))).value();
  EXPECT_EQ(world.run(client.run_until([] { return false; })).error(), AmqpErrc::peer_idle);
  EXPECT_EQ(world.now(), Instant{60s});
}

TEST(AmqpPump, AWriteThatTakesTooLongEndsItWhoeverWrites) {
  for (const bool woken : {false, true}) {
    MemoryWorld world;
    test::ScriptedPair pair;
    auto options = client_options();
    options.write_timeout = 20s;
    AmqpPump client(world.alarms, std::move(pair.near), options, {});
    pair.near_script->hold_writes = true;
    if (woken) world.loop().in(5s, [&] { client.wake(); });
    pn_connection_open(client.connection());
    EXPECT_EQ(world.run(client.run_until([] { return false; })).error(),
              boost::system::errc::timed_out);
    EXPECT_EQ(world.now(), Instant{20s});
    EXPECT_TRUE(pair.near_script->closed);
  }
}

TEST(AmqpPump, AKickSendsWhatTheOwnerQueued) {
  MemoryWorld world;
  auto [near, far] = world.connect_pair();
  Server server(world, std::move(far));
  world.start(server.serve());
  AmqpPump client(world.alarms, std::move(near), client_options(), {});
  pn_connection_open(client.connection());
  world.run(client.run_until(remote_open(client))).value();

  world.loop().in(7s, [&] {
    pn_connection_close(server.pump().connection());
    server.pump().wake();
  });
  EXPECT_EQ(world.run(client.run_until([] { return false; })).error(), AmqpErrc::closed_by_peer);
  EXPECT_EQ(world.now(), Instant{7s});
  EXPECT_EQ(server.ended_with, AmqpErrc::closed_by_peer);  // the client answered with its CLOSE
}

TEST(AmqpPump, TracesFramesWithoutTheirNoise) {
  MemoryWorld world;
  auto [near, far] = world.connect_pair();
  Server server(world, std::move(far));
  world.start(server.serve());
  std::vector<std::string> lines;
  AmqpHooks hooks{{}, [&](const std::string& line) { lines.push_back(line); }};
  AmqpPump client(world.alarms, std::move(near), client_options(), std::move(hooks));
  pn_connection_open(client.connection());
  world.run(client.run_until(remote_open(client))).value();
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[0], "  -> AMQP");
  EXPECT_THAT(lines[1], testing::StartsWith("0 -> open [container-id=\"client\""));
  EXPECT_THAT(lines[3], testing::StartsWith("0 <- open [container-id=\"server\""));
}

}  // namespace
}  // namespace edge
