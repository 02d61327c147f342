// The protocol machine by itself: no stack, no loop, no wire; time is a number.
#include "simulator/network/tcp_connection.hpp"

#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <random>

namespace edge {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kClientSequence = 0xffff'fff0;  // wraps within the first bytes
constexpr std::uint32_t kServerSequence = 7;

TcpSettings settings(std::uint32_t initial_sequence) {
  TcpSettings made;
  made.local_port = 40000;
  made.peer_port = 5671;
  made.initial_sequence = initial_sequence;
  return made;
}

/// Hands each machine the other's output until both are silent. Nothing is lost, time stands still.
void exchange(Instant now, TcpConnection& a, TcpConnection& b) {
  for (bool busy = true; busy;) {
    busy = false;
    for (const auto& segment : a.take_output()) busy = true, b.on_segment(now, segment);
    for (const auto& segment : b.take_output()) busy = true, a.on_segment(now, segment);
  }
}

struct Pair {
  explicit Pair(Instant now = {})
      : client(TcpConnection::open(now, settings(kClientSequence))),
        server(TcpConnection::answer(now, settings(kServerSequence),
                                     client.take_output().at(0))) {
    exchange(now, client, server);
  }

  TcpConnection client, server;
};

Bytes drain(TcpConnection& connection) {
  Bytes buffer(connection.unread());
  connection.read(buffer);
  return buffer;
}

TEST(TcpConnection, SequenceNumbersWrap) {
  Pair pair;
  ASSERT_EQ(pair.client.state(), TcpConnection::State::established);
  const Bytes data(10'000, 'x');
  EXPECT_EQ(pair.client.write({}, data), data.size());
  exchange({}, pair.client, pair.server);
  EXPECT_EQ(drain(pair.server), data);
  EXPECT_EQ(pair.client.info().bytes_acked, data.size());
}

TEST(TcpConnection, SegmentsInAnyOrderAndOverlappingMakeOneStream) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    Pair pair;
    Bytes data(8000);
    for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::uint8_t>(i % 251);
    pair.client.write({}, data);
    const auto sent = pair.client.take_output();
    std::vector<TcpSegment> shuffled;
    for (const auto& segment : sent) {
      shuffled.push_back(segment);
      TcpSegment tail = segment;  // as a retransmission that was cut elsewhere
      const auto half = segment.data.size() / 2;
      tail.sequence += static_cast<std::uint32_t>(half);
      tail.data.erase(tail.data.begin(), tail.data.begin() + static_cast<std::ptrdiff_t>(half));
      shuffled.push_back(tail);
    }
    std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(seed));
    for (const auto& segment : shuffled) pair.server.on_segment({}, segment);
    EXPECT_EQ(drain(pair.server), data) << seed;
  }
}

TEST(TcpConnection, SynSentAnswersAWrongAcknowledgmentWithReset) {
  auto client = TcpConnection::open({}, settings(100));
  client.take_output();
  TcpSegment stale;
  stale.ack = true;
  stale.acknowledgment = 5000;
  client.on_segment({}, stale);
  const auto output = client.take_output();
  ASSERT_EQ(output.size(), 1u);
  EXPECT_TRUE(output[0].rst);
  EXPECT_EQ(output[0].sequence, 5000u);
  EXPECT_EQ(client.state(), TcpConnection::State::syn_sent);
}

TEST(TcpConnection, SynAckIsRepeatedFiveTimesThenForgotten) {
  auto client = TcpConnection::open({}, settings(100));
  auto server = TcpConnection::answer({}, settings(200), client.take_output().at(0));
  std::vector<Duration> times;
  while (const auto timeout = server.timeout()) {
    times.push_back(timeout->time_since_epoch());
    server.on_timeout(*timeout);
  }
  const std::vector<Duration> expected{1s, 3s, 7s, 15s, 31s, 63s};  // tcp_synack_retries = 5
  EXPECT_EQ(times, expected);
  EXPECT_EQ(server.state(), TcpConnection::State::closed);
  EXPECT_EQ(server.take_output().size(), 6u);
}

TEST(TcpConnection, AcknowledgmentOfWhatWasNeverSentIsRefused) {
  Pair pair;
  TcpSegment segment;
  segment.ack = true;
  segment.sequence = kServerSequence + 1;
  segment.acknowledgment = kClientSequence + 1'000'000;
  pair.client.on_segment({}, segment);
  EXPECT_EQ(pair.client.take_output().size(), 1u);
  EXPECT_EQ(pair.client.state(), TcpConnection::State::established);
}

/// Whatever a peer sends: no broken invariant, bounded buffers, a bounded answer to each segment.
TEST(TcpConnection, SurvivesHostileSegments) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    std::mt19937 random(seed);
    const auto chance = [&](unsigned one_in) { return random() % one_in == 0; };
    Pair pair;
    Instant now{};
    for (int step = 0; step < 200; ++step) {
      now += std::chrono::milliseconds{random() % 500};
      TcpSegment segment;
      segment.sequence = kServerSequence + static_cast<std::uint32_t>(random() % 200'000) - 1000;
      segment.acknowledgment = kClientSequence + static_cast<std::uint32_t>(random() % 5000);
      segment.ack = !chance(10);
      segment.syn = chance(20);
      segment.fin = chance(20);
      segment.rst = chance(50);
      segment.window = random() % 70'000;
      segment.data.resize(random() % 1500);
      pair.client.on_segment(now, segment);
      if (chance(3) && pair.client.state() == TcpConnection::State::established) {
        pair.client.write(now, Bytes(random() % 3000));
      }
      if (chance(5)) drain(pair.client);
      if (chance(20)) {
        pair.client.on_packet_too_big(now, segment.acknowledgment,
                                      static_cast<int>(random() % 2000));
      }
      if (pair.client.timeout() && *pair.client.timeout() <= now) pair.client.on_timeout(now);
      if (chance(100)) pair.client.close(now);
      EXPECT_LE(pair.client.unread(), TcpReceiver::kCapacity);
      EXPECT_LE(pair.client.take_output().size(), 2 + TcpSender::kBufferSize / 500);
    }
  }
}

}  // namespace
}  // namespace edge
