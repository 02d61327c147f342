// Rights that a connection loses while it has no links, or several at the same moment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/amqp_client.hpp"
#include "tests/support/hub_fixture.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
using test::AmqpClient;
using testing::HasSubstr;

constexpr const char* kNewKey = "d3Jvbmcga2V5IHRoYXQgaXMgbG9uZyBlbm91Z2ggb2s=";

struct LostRightsTest : testing::Test, test::HubFixture {
  void SetUp() override { peer = std::make_unique<AmqpClient>(world, connect()); }
  PeerCondition refusal(const std::string& path) {
    pn_link_t* link = peer->sender(path, "/devices/" + path + "/messages/events");
    EXPECT_TRUE(peer->settle());
    return AmqpClient::end_of(link);
  }
  std::unique_ptr<AmqpClient> peer;
};

TEST_F(LostRightsTest, ATokenUnderAnOlderKeyOpensNoLink) {
  ASSERT_TRUE(peer->put_token(token_for("dev1"), "1"));
  ASSERT_TRUE(peer->put_token(token_for("dev1", "$edgeAgent"), "2"));
  ASSERT_TRUE(peer->put_token(token_for("dev2"), "3"));
  DeviceSpec changed = *hub->registry().find({"dev1", {}});
  changed.key = kNewKey;
  hub->put({changed});
  EXPECT_THAT(refusal("dev1").description, HasSubstr("401002"));
  EXPECT_THAT(refusal("dev1/modules/$edgeAgent").description, HasSubstr("401002"));
  EXPECT_EQ(refusal("dev2").name, "");
}

TEST_F(LostRightsTest, ADeletedIdentityThatIsMadeAgainIsAnother) {
  ASSERT_TRUE(peer->put_token(token_for("dev1"), "1"));
  const DeviceSpec device = *hub->registry().find({"dev1", {}});
  hub->remove({"dev1", {}});
  hub->put({device});
  EXPECT_THAT(refusal("dev1").description, HasSubstr("401002"));
}

TEST_F(LostRightsTest, TokensThatRunOutTogetherEndTogether) {
  std::vector<pn_link_t*> links;
  for (const std::string module : {"", "$edgeAgent"}) {
    ASSERT_TRUE(peer->put_token(token_for("dev1", module, test::kKey, 60s), "1" + module));
    const std::string path = module.empty() ? "dev1" : "dev1/modules/" + module;
    links.push_back(peer->sender(path, "/devices/" + path + "/messages/events"));
  }
  ASSERT_TRUE(peer->put_token(token_for("dev2", {}, test::kKey, 60s), "3"));
  ASSERT_TRUE(peer->settle_for(60s + 5min + 1s));  // a hub's tolerance
  for (pn_link_t* link : links) EXPECT_EQ(AmqpClient::end_of(link).description, "Token Invalid.");
  ASSERT_TRUE(peer->put_token(token_for("dev2"), "4"));
  EXPECT_EQ(refusal("dev2").name, "");
}

TEST_F(LostRightsTest, ATokenInTheLastMomentOfItsLifeIsTakenAndEnds) {
  auto token = token_for("dev1", {}, test::kKey, -5min);
  EXPECT_TRUE(peer->put_token(token, "1"));
  ASSERT_TRUE(peer->settle_for(1s));
  EXPECT_THAT(refusal("dev1").description, HasSubstr("401002"));
}

TEST_F(LostRightsTest, HeartbeatsEveryMillisecondAreServed) {
  AmqpOptions options;
  options.container_id = "hasty";
  options.hostname = "hub.test";
  options.idle_timeout = 1ms;
  AmqpPump hasty(world.alarms, connect(), options, {});
  pn_connection_open(hasty.connection());
  std::optional<Result<void>> ended;
  const Instant end = world.now() + 100ms;
  world.start(keep_result(hasty.run_until([&] { return world.now() >= end; }), ended));
  hasty.wake_at(end);
  world.advance(200ms);
  ASSERT_TRUE(ended);
  EXPECT_TRUE(*ended) << ended->error().message();
  ASSERT_TRUE(peer->put_token(token_for("dev1"), "1")) << "others are served too";
}

}  // namespace
}  // namespace edge::sim
