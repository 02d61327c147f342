// The real World's datagrams over loopback.
#include <gtest/gtest.h>

#include "common/world/with_deadline.hpp"
#include "tests/support/loopback_world.hpp"
#include "tests/support/run.hpp"

namespace edge {
namespace {

using namespace std::chrono_literals;
namespace errc = boost::system::errc;

const Endpoint kAnyUdpPort{boost::asio::ip::make_address("127.0.0.1"), 0};

class RealUdpTest : public testing::Test {
 protected:
  template <class T>
  T await(Awaitable<T> operation) {
    return test::run(context_, std::move(operation));
  }

  std::unique_ptr<DatagramSocket> bound() {
    DatagramOptions options;
    options.bind = kAnyUdpPort;
    return world_->datagram(options).value();
  }

  std::unique_ptr<DatagramSocket> connected(const Endpoint& peer) {
    DatagramOptions options;
    options.connect = peer;
    return world_->datagram(options).value();
  }

  boost::asio::io_context context_{1};
  std::unique_ptr<World> world_ = test::make_loopback_world(context_);
};

TEST_F(RealUdpTest, AsksAndAnswers) {
  const auto server = bound();
  const auto client = connected(server->local());
  ASSERT_TRUE(await(client->send_to(as_bytes("question"), server->local())));
  const Datagram question = await(server->receive()).value();
  EXPECT_EQ(as_text(question.data), "question");
  EXPECT_EQ(question.from, client->local());
  ASSERT_TRUE(await(server->send_to(as_bytes("answer"), question.from)));
  const Datagram answer = await(client->receive()).value();
  EXPECT_EQ(as_text(answer.data), "answer");
  EXPECT_EQ(answer.from, server->local());
}

TEST_F(RealUdpTest, KeepsBoundariesAndEmptyDatagrams) {
  const auto server = bound();
  const auto client = bound();
  for (const auto* text : {"one", "", "three"}) {
    ASSERT_TRUE(await(client->send_to(as_bytes(text), server->local())));
  }
  EXPECT_EQ(as_text(await(server->receive()).value().data), "one");
  EXPECT_EQ(as_text(await(server->receive()).value().data), "");
  EXPECT_EQ(as_text(await(server->receive()).value().data), "three");
}

TEST_F(RealUdpTest, AConnectedSocketHearsOfAClosedPortOnce) {
  Endpoint closed;
  {
    closed = bound()->local();
  }
  const auto client = connected(closed);
  ASSERT_TRUE(await(client->send_to(as_bytes("anyone?"), closed)));
  EXPECT_EQ(await(client->receive()).error(), errc::connection_refused);
  ASSERT_TRUE(client->refusal());
  EXPECT_EQ(client->refusal()->icmp, (IcmpError{3, 3, closed.address}));
  EXPECT_EQ(client->refusal()->to, closed);
  const auto nothing_more = await(with_deadline(*world_, world_->now() + 10ms, client->receive()));
  EXPECT_EQ(nothing_more.error(), errc::timed_out);
}

TEST_F(RealUdpTest, AReceiveThatTimesOutLosesNothing) {
  const auto server = bound();
  const auto client = connected(server->local());
  const auto none = await(with_deadline(*world_, world_->now() + 10ms, server->receive()));
  EXPECT_EQ(none.error(), errc::timed_out);
  ASSERT_TRUE(await(client->send_to(as_bytes("late"), server->local())));
  EXPECT_EQ(as_text(await(server->receive()).value().data), "late");
}

TEST_F(RealUdpTest, TooMuchForOneDatagramIsRefused) {
  const auto server = bound();
  const auto client = bound();
  const Bytes much(70000);
  EXPECT_EQ(await(client->send_to(much, server->local())).error(), errc::message_size);
}

TEST_F(RealUdpTest, AnAddressInUseIsAValue) {
  const auto server = bound();
  DatagramOptions options;
  options.bind = server->local();
  EXPECT_EQ(world_->datagram(options).error(), errc::address_in_use);
}

}  // namespace
}  // namespace edge
