// Cloud-to-device messages: in order, kept until they are settled, by a bare client in memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/amqp/error.hpp"
#include "simulator/hub/amqp/nodes/message_text.hpp"
#include "tests/support/amqp_client.hpp"
#include "tests/support/hub_fixture.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kAddress = "/devices/dev1/messages/devicebound";

class CountingStore : public HubStore {
 public:
  void save_state(const Identity& identity, const DeviceState& state) override {
    if (full) throw std::runtime_error("no space left");
    saved[identity] = state;
  }
  bool full = false;
  void forget_state(const Identity& identity) override { saved.erase(identity); }
  std::map<Identity, DeviceState> saved;
};

struct CloudMessagesTest : testing::Test, test::HubFixture {
  CloudMessagesTest() {
    auto owned = std::make_unique<CountingStore>();
    store = owned.get();
    hub->records().set_store(std::move(owned));
  }
  Result<CloudMessage> queue(const std::string& body, const Identity& whom = {"dev1", {}}) {
    CloudMessage message;
    message.body = body;
    return hub->cloud_messages().enqueue(whom, message);
  }
  std::unique_ptr<test::AmqpClient> client() {
    auto peer = std::make_unique<test::AmqpClient>(world, connect());
    EXPECT_TRUE(peer->put_token(token_for("dev1"), "1"));
    peer->received.clear();
    peer->tags.clear();
    return peer;
  }
  static std::vector<std::string> bodies(const test::AmqpClient& peer) {
    std::vector<std::string> texts;
    for (const auto& message : peer.received) texts.push_back(body_of(message));
    return texts;
  }
  std::vector<std::string> waiting() {
    std::vector<std::string> texts;
    const DeviceState& state = hub->states().at({"dev1", {}});
    for (const auto& message : state.waiting) texts.push_back(message.body);
    return texts;
  }
  CountingStore* store;
};

TEST_F(CloudMessagesTest, WhatCannotBeKeptHasNotHappened) {
  const Identity dev1{"dev1", {}};
  queue("kept").value();
  hub->twins().patch_desired(dev1, R"({"a": 1})").value();
  const DeviceState before = hub->states().at(dev1);
  store->full = true;
  EXPECT_THROW(queue("lost"), std::runtime_error);
  EXPECT_THROW(hub->twins().patch_desired(dev1, R"({"a": 2})"), std::runtime_error);
  EXPECT_THROW(hub->twins().patch_reported(dev1, R"({"b": 2})"), std::runtime_error);
  const DeviceState& after = hub->states().at(dev1);
  EXPECT_EQ(after.waiting.size(), before.waiting.size());
  EXPECT_EQ(after.next_sequence, before.next_sequence);
  EXPECT_EQ(after.twin.desired, before.twin.desired);
  EXPECT_EQ(after.twin.desired_version, before.twin.desired_version);
  EXPECT_EQ(after.twin.reported_version, before.twin.reported_version);
}

TEST_F(CloudMessagesTest, ArriveInOrderBeforeAndAfterTheDeviceCame) {
  queue("a").value();
  queue("b").value();
  const auto peer = client();
  peer->receiver("c2d", kAddress);
  ASSERT_TRUE(peer->settle());
  queue("c").value();
  ASSERT_TRUE(peer->settle());
  EXPECT_THAT(bodies(*peer), ElementsAre("a", "b", "c"));
  EXPECT_THAT(peer->tags, testing::Each(testing::SizeIs(16)));  // C# reads a GUID from it
}

TEST_F(CloudMessagesTest, WaitForCredit) {
  for (const char* body : {"a", "b", "c"}) queue(body).value();
  const auto peer = client();
  pn_link_t* link = peer->receiver("c2d", kAddress, 2);
  ASSERT_TRUE(peer->settle());
  EXPECT_THAT(bodies(*peer), ElementsAre("a", "b"));
  pn_link_flow(link, 1);
  ASSERT_TRUE(peer->settle());
  EXPECT_THAT(bodies(*peer), ElementsAre("a", "b", "c"));
}

TEST_F(CloudMessagesTest, ADrainedLinkIsTold) {
  const auto peer = client();
  pn_link_t* link = peer->receiver("c2d", kAddress, 0);
  pn_link_drain(link, 5);
  ASSERT_TRUE(peer->settle());
  EXPECT_EQ(pn_link_credit(link), 0);
}

TEST_F(CloudMessagesTest, AcceptedAndRejectedOnesAreDoneWith) {
  for (const char* body : {"a", "b", "c"}) queue(body).value();
  const auto peer = client();
  peer->receiver("c2d", kAddress);
  ASSERT_TRUE(peer->settle());
  EXPECT_THAT(waiting(), ElementsAre("a", "b", "c"));  // none is settled
  peer->decide(PN_ACCEPTED);
  peer->decide(PN_REJECTED);
  ASSERT_TRUE(peer->settle());
  EXPECT_THAT(waiting(), ElementsAre("c"));
  EXPECT_EQ((store->saved[{"dev1", {}}]), (hub->states().at({"dev1", {}})));
}

TEST_F(CloudMessagesTest, ReleasedAndModifiedOnesComeAgainUntilTheTenth) {
  queue("a").value();
  const auto peer = client();
  peer->receiver("c2d", kAddress, 100);
  ASSERT_TRUE(peer->settle());
  for (int i = 0; i < 10; ++i) {
    ASSERT_EQ(peer->undecided(), 1u) << i;
    EXPECT_EQ(peer->received.back().delivery_count(), static_cast<std::uint32_t>(i));
    peer->decide(i % 2 ? PN_RELEASED : PN_MODIFIED);
    ASSERT_TRUE(peer->settle());
  }
  EXPECT_EQ(peer->undecided(), 0u);
  EXPECT_THAT(waiting(), IsEmpty());
  EXPECT_THAT(store->saved.at({"dev1", {}}).waiting, IsEmpty());
}

TEST_F(CloudMessagesTest, AClientThatTakesThemSettledHasTheOnlyCopy) {
  queue("a").value();
  const auto peer = client();
  peer->receiver("c2d", kAddress, 10, {}, PN_SND_SETTLED);
  ASSERT_TRUE(peer->settle());
  EXPECT_THAT(bodies(*peer), ElementsAre("a"));
  EXPECT_THAT(waiting(), IsEmpty());
}

TEST_F(CloudMessagesTest, WhatWasNotSettledGoesToTheNextConnection) {
  queue("a").value();
  const auto first = client();
  first->receiver("c2d", kAddress);
  ASSERT_TRUE(first->settle());
  const auto second = client();
  second->receiver("c2d", kAddress);
  ASSERT_TRUE(second->settle());
  EXPECT_EQ(first->settle().error(), AmqpErrc::closed_by_peer);
  ASSERT_TRUE(second->settle());
  queue("b").value();
  ASSERT_TRUE(second->settle());
  EXPECT_THAT(bodies(*second), testing::UnorderedElementsAre("a", "b"));
}

TEST_F(CloudMessagesTest, AnExpiredOneIsNotSent) {
  CloudMessage message;
  message.body = "late";
  message.expires = hub->clock() + 10s;
  hub->cloud_messages().enqueue({"dev1", {}}, message).value();
  queue("lasting").value();
  world.advance(10s);
  const auto peer = client();
  peer->receiver("c2d", kAddress);
  ASSERT_TRUE(peer->settle());
  EXPECT_THAT(bodies(*peer), ElementsAre("lasting"));
}

TEST_F(CloudMessagesTest, CarryWhatTheCloudGaveThem) {
  CloudMessage message;
  message.id = "m1";
  message.body = std::string("\0\xff", 2);
  message.properties = {{"colour", "blue"}};
  message.expires = hub->clock() + 1h;
  hub->cloud_messages().enqueue({"dev1", {}}, message).value();
  const auto peer = client();
  peer->receiver("c2d", kAddress);
  ASSERT_TRUE(peer->settle());
  ASSERT_EQ(peer->received.size(), 1u);
  const auto& got = peer->received[0];
  EXPECT_EQ(text_of(got.id()), "m1");
  EXPECT_EQ(body_of(got), message.body);
  EXPECT_EQ(properties_of(got), message.properties);
  EXPECT_EQ(got.to(), kAddress);
  EXPECT_EQ(annotation_of(got, "iothub-sequencenumber"), "1");
}

TEST_F(CloudMessagesTest, AreRefusedWhenTooMany) {
  EXPECT_EQ(queue("x", {"nobody", {}}).error(), CallErrc::unknown_identity);
  EXPECT_EQ(queue(std::string(70'000, 'x')).error(), CallErrc::too_large);
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(queue("x"));
  EXPECT_EQ(queue("x").error(), CallErrc::queue_full);
}

}  // namespace
}  // namespace edge::sim
