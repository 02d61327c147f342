// Direct methods: the hub asks on one link, the device answers on the other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <proton/uuid.hpp>

#include "simulator/hub/amqp/nodes/message_text.hpp"
#include "tests/support/amqp_client.hpp"
#include "tests/support/hub_fixture.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;

constexpr const char* kMethodsAddress = "amqps://hub.test/devices/dev1/methods/deviceBound";

struct MethodsTest : testing::Test, test::HubFixture {
  void SetUp() override {
    peer = std::make_unique<test::AmqpClient>(world, connect());
    ASSERT_TRUE(peer->put_token(token_for("dev1"), "1"));
    peer->received.clear();
  }
  void listen() {
    down = peer->receiver("down", kMethodsAddress, 50, "methods:1", PN_SND_SETTLED);
    up = peer->sender("up", kMethodsAddress, "methods:1");
    ASSERT_TRUE(peer->settle());
  }
  void invoke(const std::string& name, const std::string& payload, Duration timeout = 30s,
              Duration connect = 0s) {
    answer.reset();
    const MethodTimes times{connect, timeout};
    world.start(keep_result(hub->methods().invoke({"dev1", {}}, name, payload, times), answer));
    if (peer->settle()) return;
  }
  void reply(const proton::message_id& to, int status, const std::string& payload) {
    proton::message message;
    message.correlation_id(to);
    message.properties().put("IoThub-status", std::int32_t{status});
    set_data(message, payload);
    peer->send(up, message);
    ASSERT_TRUE(peer->settle());
  }
  ErrorCode error() { return answer ? answer->error() : ErrorCode{}; }

  std::unique_ptr<test::AmqpClient> peer;
  pn_link_t *up = nullptr, *down = nullptr;
  std::optional<Result<MethodAnswer>> answer;
};

TEST_F(MethodsTest, AreAskedAndAnswered) {
  listen();
  invoke("reboot", R"({"delay": 3})");
  ASSERT_EQ(peer->received.size(), 1u);
  const auto& request = peer->received[0];
  EXPECT_EQ(properties_of(request)->at("IoThub-methodname"), "reboot");
  EXPECT_EQ(body_of(request), R"({"delay": 3})");
  EXPECT_EQ(request.correlation_id().type(), proton::UUID);
  EXPECT_FALSE(answer);
  reply(request.correlation_id(), 200, R"("done")");
  ASSERT_TRUE(answer && *answer);
  EXPECT_EQ((*answer)->status, 200);
  EXPECT_EQ((*answer)->payload, R"("done")");
  EXPECT_EQ(peer->last_outcome(), static_cast<std::uint64_t>(PN_ACCEPTED));
  EXPECT_TRUE(hub->methods().empty());
}

TEST_F(MethodsTest, AnAnswerMayNameItsRequestAsText) {
  listen();
  invoke("m", "");
  std::string guid = proton::get<proton::uuid>(peer->received.at(0).correlation_id()).str();
  for (char& letter : guid) letter = static_cast<char>(std::toupper(letter));
  reply(guid, 404, "null");
  ASSERT_TRUE(answer && *answer);
  EXPECT_EQ((*answer)->status, 404);
}

TEST_F(MethodsTest, SeveralAtATimeFindTheirAnswers) {
  listen();
  std::optional<Result<MethodAnswer>> first, second;
  const Identity dev1{"dev1", {}};
  world.start(keep_result(hub->methods().invoke(dev1, "a", "", {0s, 30s}), first));
  world.start(keep_result(hub->methods().invoke(dev1, "b", "", {0s, 30s}), second));
  ASSERT_TRUE(peer->settle());
  ASSERT_EQ(peer->received.size(), 2u);
  for (const auto& request : peer->received) {
    const std::string name = properties_of(request)->at("IoThub-methodname");
    reply(request.correlation_id(), 200, "\"" + name + "\"");
  }
  EXPECT_EQ((*first)->payload, "\"a\"");
  EXPECT_EQ((*second)->payload, "\"b\"");
}

TEST_F(MethodsTest, FailWhereNobodyHears) {
  invoke("m", "");
  EXPECT_EQ(error(), CallErrc::not_connected);  // a token, but no links yet
  peer->sender("telemetry", "/devices/dev1/messages/events");
  ASSERT_TRUE(peer->settle());
  invoke("m", "");
  EXPECT_EQ(error(), CallErrc::not_listening);
  listen();
  const Instant start = world.now();
  invoke("m", "", 10s);
  EXPECT_FALSE(answer);
  ASSERT_TRUE(peer->settle_for(10s));
  EXPECT_EQ(error(), CallErrc::timed_out);
  EXPECT_GE(world.now() - start, 10s);
  reply(peer->received.at(0).correlation_id(), 200, "null");  // too late: dropped
}

TEST_F(MethodsTest, WaitForADeviceToConnectIfAsked) {
  invoke("m", "", 10s, 20s);
  ASSERT_TRUE(peer->settle_for(15s));
  EXPECT_FALSE(answer);
  listen();
  ASSERT_EQ(peer->received.size(), 1u);
  ASSERT_TRUE(peer->settle_for(9s));  // beyond the first limit, within the second
  reply(peer->received[0].correlation_id(), 200, "1");
  ASSERT_TRUE(answer && *answer);
  EXPECT_EQ((*answer)->payload, "1");
}

TEST_F(MethodsTest, WaitForADeviceNoLongerThanAsked) {
  invoke("m", "", 10s, 20s);
  ASSERT_TRUE(peer->settle_for(21s));
  EXPECT_EQ(error(), CallErrc::not_connected);
  EXPECT_TRUE(hub->methods().empty());
  listen();
  EXPECT_TRUE(peer->received.empty());
}

TEST_F(MethodsTest, EndAtOnceWhenTheirDeviceIsDeletedOrDisabled) {
  listen();
  const DeviceSpec device = *hub->registry().find({"dev1", {}});
  DeviceSpec disabled = device;
  disabled.enabled = false;
  const Instant start = world.now();
  invoke("m", "");
  hub->put({disabled});
  world.advance(0s);
  EXPECT_EQ(error(), CallErrc::not_connected);
  hub->put({device});
  invoke("m", "", 10s, 20s);
  hub->remove({"dev1", {}});
  world.advance(0s);
  EXPECT_EQ(error(), CallErrc::unknown_identity);
  EXPECT_LT(world.now() - start, 5s);
}

TEST_F(MethodsTest, OneThatCameBeforeCreditWaits) {
  down = peer->receiver("down", kMethodsAddress, 0, "methods:1", PN_SND_SETTLED);
  up = peer->sender("up", kMethodsAddress, "methods:1");
  ASSERT_TRUE(peer->settle());
  invoke("m", "");
  EXPECT_TRUE(peer->received.empty());
  pn_link_flow(down, 1);
  ASSERT_TRUE(peer->settle_for(30s));
  EXPECT_EQ(peer->received.size(), 1u);
  EXPECT_EQ(error(), CallErrc::timed_out);
}

TEST_F(MethodsTest, ADeviceAnswersItsOwnOnly) {
  listen();
  invoke("m", "");
  test::AmqpClient other(world, connect());
  ASSERT_TRUE(other.put_token(token_for("dev2"), "1"));
  pn_link_t* link = other.sender("up", "/devices/dev2/methods/devicebound");
  proton::message forged;
  forged.correlation_id(peer->received.at(0).correlation_id());
  set_data(forged, "null");
  other.send(link, forged);
  ASSERT_TRUE(other.settle());
  EXPECT_FALSE(answer);
  ASSERT_TRUE(peer->settle_for(30s));
  EXPECT_EQ(error(), CallErrc::timed_out);
}

TEST_F(MethodsTest, AreJudged) {
  listen();
  invoke("m", "{");
  EXPECT_EQ(error(), CallErrc::not_json);
  invoke(std::string(200, 'm'), "");
  EXPECT_EQ(error(), CallErrc::too_large);
  invoke("m", "\"" + std::string(200'000, 'x') + "\"");
  EXPECT_EQ(error(), CallErrc::too_large);
}

}  // namespace
}  // namespace edge::sim
