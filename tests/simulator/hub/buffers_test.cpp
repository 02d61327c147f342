// What a hub keeps for clients that leave messages unfinished or take none: bounded, for each
// connection and for all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <proton/annotation_key.hpp>
#include <proton/symbol.hpp>

#include "common/amqp/error.hpp"
#include "common/world/spawn.hpp"
#include "simulator/hub/amqp/raw_frame.hpp"
#include "tests/support/amqp_client.hpp"
#include "tests/support/hub_fixture.hpp"

namespace edge::sim {
namespace {

using test::AmqpClient;

struct BuffersTest : testing::Test, test::HubFixture {
  std::unique_ptr<AmqpClient> client() { return std::make_unique<AmqpClient>(world, connect()); }
  /// Sends the beginning of a message, of `size` bytes, on a link of its own.
  static Result<void> begin_message(AmqpClient& peer, const std::string& name, std::size_t size) {
    pn_link_t* link = peer.sender(name, "$cbs");
    if (const auto attached = peer.settle(); !attached) return attached;
    const std::string bytes(size, 'x');
    pn_delivery(link, pn_dtag("1", 1));
    pn_link_send(link, bytes.data(), bytes.size());
    return peer.settle();
  }
  pn_link_t* subscribed(AmqpClient& peer);
};

/// A client that hears of changes of its twin, and takes none: the one credit is for the answer.
pn_link_t* BuffersTest::subscribed(AmqpClient& peer) {
  EXPECT_TRUE(peer.put_token(token_for("dev1"), "1"));
  pn_link_t* up = peer.sender("up", "/devices/dev1/twin", "twin:1");
  pn_link_t* down = peer.receiver("down", "/devices/dev1/twin", 1, "twin:1");
  EXPECT_TRUE(peer.settle());
  proton::message subscribe;
  subscribe.message_annotations().put(proton::symbol("operation"), std::string("PUT"));
  subscribe.message_annotations().put(proton::symbol("resource"),
                                      std::string("/notifications/twin/properties/desired"));
  subscribe.correlation_id("c");
  peer.send(up, subscribe);
  EXPECT_TRUE(peer.settle());
  return down;
}

TEST_F(BuffersTest, UnfinishedMessagesOfAConnectionAreLimitedTogether) {
  limits.connection_buffer = 100'000;
  const auto peer = client();
  for (const char* name : {"1", "2", "3", "4"}) {
    EXPECT_TRUE(begin_message(*peer, name, 20'000)) << name;
  }
  EXPECT_GE(hub->buffers().used(), 80'000u);
  EXPECT_EQ(begin_message(*peer, "5", 20'000).error(), AmqpErrc::closed_by_peer);
  EXPECT_EQ(peer->end_of_connection().name, "amqp:resource-limit-exceeded");
  world.advance(std::chrono::minutes{1});
  EXPECT_EQ(hub->buffers().used(), 0u);
  EXPECT_TRUE(hub->sessions().all().empty());
}

TEST_F(BuffersTest, OfAllConnectionsWhoHasMoreThanItsShareIsClosed) {
  limits.buffers = 100'000;
  const auto small = client(), large = client();
  EXPECT_TRUE(begin_message(*small, "1", 1'000));
  EXPECT_TRUE(begin_message(*large, "1", 60'000));
  EXPECT_EQ(begin_message(*large, "2", 60'000).error(), AmqpErrc::closed_by_peer);
  EXPECT_TRUE(small->settle());
}

TEST_F(BuffersTest, NamesOfRefusedLinksCountToo) {
  limits.connection_buffer = 100'000;
  const auto peer = client();
  Result<void> alive{};
  int links = 0;
  for (; alive && links < 20; ++links) {
    peer->sender(std::to_string(links) + std::string(20'000, 'n'), "nowhere");
    alive = peer->settle();
  }
  EXPECT_EQ(links, 5);
  EXPECT_EQ(peer->end_of_connection().name, "amqp:resource-limit-exceeded");
}

TEST_F(BuffersTest, WhoGoesOnAfterTheHubsCloseIsNotWaitedFor) {
  limits.connection_buffer = 100'000;
  limits.endpoints = 3;
  Bytes sent{'A', 'M', 'Q', 'P', 0, 1, 0, 0};
  const auto add = [&](const Bytes& frame) { sent.insert(sent.end(), frame.begin(), frame.end()); };
  add(raw_frame(0, performative::kOpen, RawFields().string("c").string("hub.test")));
  add(raw_frame(0, performative::kBegin, RawFields().null().uint(1).uint(5000).uint(5000)));
  const auto stream = connect();
  const RawFields node = RawFields().string("$cbs");
  for (std::uint32_t handle = 0; handle < 20; ++handle) {
    const std::string name = std::to_string(handle) + std::string(20'000, 'n');
    add(raw_frame(0, performative::kAttach,
                  RawFields().string(name).uint(handle).boolean(false).null().null().null()
                      .composite(performative::kTarget, node)));
  }
  std::optional<Result<void>> written;
  world.start(keep_result(stream->write(sent), written));
  world.advance(std::chrono::seconds{1});
  EXPECT_EQ(hub->observations().opens, 1);
  EXPECT_TRUE(hub->sessions().all().empty());
}

TEST_F(BuffersTest, LinksThatComeAndGoLeaveNothing) {
  const auto peer = client();
  for (int i = 0; i < 3; ++i) {
    pn_link_t* link = peer->sender(std::string(20'000, 'n'), "$cbs");
    ASSERT_TRUE(peer->settle());
    EXPECT_GE(hub->buffers().used(), 20'000u);
    pn_link_close(link);
    ASSERT_TRUE(peer->settle());
    EXPECT_EQ(hub->buffers().used(), 0u);
    pn_link_free(link);
  }
}

TEST_F(BuffersTest, OfChangesOfATwinThatAreNotTakenTheOldestGo) {
  limits.twin_changes = 3;
  const auto peer = client();
  pn_link_t* down = subscribed(*peer);
  peer->received.clear();
  for (int i = 0; i < 10; ++i) {
    hub->twins().patch_desired({"dev1", {}}, R"({"a": )" + std::to_string(i) + "}").value();
  }
  ASSERT_TRUE(peer->settle());
  pn_link_flow(down, 10);
  ASSERT_TRUE(peer->settle());
  EXPECT_EQ(peer->received.size(), 3u);
}

TEST_F(BuffersTest, ChangesOfATwinThatAreNotTakenCountToo) {
  limits.connection_buffer = 100'000;
  const auto peer = client();
  subscribed(*peer);
  Result<void> alive;
  int changes = 0;
  for (; alive && changes < 30; ++changes) {
    const std::string patch = R"({"a": ")" + std::string(10'000, 'x') + "\"}";
    hub->twins().patch_desired({"dev1", {}}, patch).value();
    alive = peer->settle();
  }
  EXPECT_EQ(changes, 10);
  EXPECT_EQ(peer->end_of_connection().name, "amqp:resource-limit-exceeded");
}

}  // namespace
}  // namespace edge::sim
