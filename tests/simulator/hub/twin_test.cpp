// Twins, as the C# and Node SDKs use them: paired links, requests by annotation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <proton/annotation_key.hpp>
#include <proton/symbol.hpp>

#include "common/amqp/error.hpp"
#include "simulator/hub/amqp/nodes/message_text.hpp"
#include "tests/support/amqp_client.hpp"
#include "tests/support/hub_fixture.hpp"

namespace edge::sim {
namespace {

using nlohmann::json;

constexpr const char* kChanges = "/notifications/twin/properties/desired";

struct TwinTest : testing::Test, test::HubFixture {
  /// A client with a pair of links on dev1's twin.
  void SetUp() override {
    peer = std::make_unique<test::AmqpClient>(world, connect());
    ASSERT_TRUE(peer->put_token(token_for("dev1"), "1"));
    up = peer->sender("up", "amqps://hub.test/devices/dev1/twin", "twin:1");
    down = peer->receiver("down", "amqps://hub.test/devices/dev1/twin", 50, "twin:1",
                          PN_SND_SETTLED);
    ASSERT_TRUE(peer->settle());
  }
  void request(const std::string& operation, const std::string& resource = {},
               const std::string& body = " ", const proton::message_id& id = "c1") {
    peer->received.clear();
    proton::message message;
    message.message_annotations().put(proton::symbol("operation"), operation);
    if (!resource.empty()) {
      message.message_annotations().put(proton::symbol("resource"), resource);
    }
    message.correlation_id(id);
    set_data(message, body);
    peer->send(up, message, true);
    ASSERT_TRUE(peer->settle());
  }
  std::string status() { return annotation_of(peer->received.at(0), "status"); }
  json body() { return json::parse(body_of(peer->received.at(0))); }

  const Identity dev1{"dev1", {}};
  std::unique_ptr<test::AmqpClient> peer;
  pn_link_t *up = nullptr, *down = nullptr;
};

TEST_F(TwinTest, IsGotten) {
  hub->twins().patch_desired(dev1, R"({"interval": 5, "deep": {"a": 1}})").value();
  request("GET");
  ASSERT_EQ(peer->received.size(), 1u);
  EXPECT_EQ(status(), "200");
  const auto answer = peer->received[0].message_annotations().get(proton::symbol("status"));
  EXPECT_EQ(answer.type(), proton::INT);
  EXPECT_EQ(peer->received[0].correlation_id(), proton::message_id("c1"));
  EXPECT_EQ(body(), json::parse(R"({"desired": {"interval": 5, "deep": {"a": 1}, "$version": 2},
                                    "reported": {"$version": 1}})"));
}

TEST_F(TwinTest, ReportedPropertiesAreMerged) {
  request("PATCH", "/properties/reported", R"({"a": {"b": 1, "c": 2}})");
  EXPECT_EQ(status(), "204");
  EXPECT_EQ(annotation_of(peer->received[0], "version"), "2");
  request("PATCH", "/properties/reported", R"({"a": {"b": null}, "d": [1]})");
  EXPECT_EQ(annotation_of(peer->received[0], "version"), "3");
  EXPECT_EQ(json::parse(hub->twins().read(dev1)->reported),
            json::parse(R"({"a":{"c":2},"d":[1]})"));
}

TEST_F(TwinTest, WhatIsNoPatchIsRefused) {
  const std::string deep = std::string(5000, '[') + std::string(5000, ']');
  for (const std::string& patch : {std::string("{"), std::string("[1]"), std::string("7"),
                                   std::string(), "{\"a\":" + deep + "}"}) {
    request("PATCH", "/properties/reported", patch);
    EXPECT_EQ(status(), "400") << patch.substr(0, 20);
    EXPECT_EQ(body()["errorCode"], 400004);
  }
  request("PATCH", "/properties/reported", R"({"a": ")" + std::string(40'000, 'x') + "\"}");
  EXPECT_EQ(status(), "413");
  request("STEAL");
  EXPECT_EQ(status(), "400");
  EXPECT_EQ(hub->twins().read(dev1)->reported_version, 1u);
}

TEST_F(TwinTest, WhyAPatchIsRefusedIsSaid) {
  std::string deep = "1";
  for (int i = 0; i < 10; ++i) deep = R"({"a":)" + deep + "}";
  const std::string deeper = R"({"a":)" + deep + "}";
  const std::pair<std::string, const char*> rows[] = {
      {deeper, "at most 10 levels"},
      {R"({"$version": 2, "a": 1})", "begins with $"},
      {R"({"a": {"$b": null}})", "begins with $"},
      {"[]", "not JSON of the form"}};
  for (const auto& [patch, words] : rows) {
    request("PATCH", "/properties/reported", patch);
    EXPECT_EQ(status(), "400");
    EXPECT_THAT(body()["message"].get<std::string>(), testing::HasSubstr(words));
    DeviceTwins& twins = hub->twins();
    EXPECT_THAT(twins.patch_desired(dev1, patch).error().message(), testing::HasSubstr(words));
    EXPECT_THAT(twins.replace_desired(dev1, patch).error().message(), testing::HasSubstr(words));
  }
  EXPECT_EQ(hub->twins().patch_reported(dev1, deep)->reported_version, 2u);
  EXPECT_EQ(hub->twins().patch_desired(dev1, deep)->desired_version, 2u);
}

TEST_F(TwinTest, ChangesAreToldFromPutToDelete) {
  hub->twins().patch_desired(dev1, R"({"a": 1})").value();
  ASSERT_TRUE(peer->settle());
  EXPECT_EQ(peer->received.size(), 1u);  // the put-token's answer: nothing was asked for yet
  request("PUT", kChanges);
  EXPECT_EQ(status(), "200");
  peer->received.clear();
  hub->twins().patch_desired(dev1, R"({"a": null, "b": 2})").value();
  ASSERT_TRUE(peer->settle());
  ASSERT_EQ(peer->received.size(), 1u);
  EXPECT_TRUE(peer->received[0].correlation_id().empty());
  EXPECT_EQ(body(), json::parse(R"({"a": null, "b": 2, "$version": 3})"));
  request("DELETE", kChanges);
  peer->received.clear();
  hub->twins().patch_desired(dev1, R"({"c": 1})").value();
  ASSERT_TRUE(peer->settle());
  EXPECT_TRUE(peer->received.empty());
}

TEST_F(TwinTest, AReplacementIsToldAsWhatChanged) {
  hub->twins().patch_desired(dev1, R"({"a": 1, "b": {"x": 1, "y": 2}})").value();
  request("PUT", kChanges);
  peer->received.clear();
  hub->twins().replace_desired(dev1, R"({"b": {"y": 3}, "c": true})").value();
  ASSERT_TRUE(peer->settle());
  EXPECT_EQ(body(),
            json::parse(R"({"a": null, "b": {"x": null, "y": 3}, "c": true, "$version": 3})"));
  EXPECT_EQ(json::parse(hub->twins().read(dev1)->desired),
            json::parse(R"({"b": {"y": 3}, "c": true})"));
}

TEST_F(TwinTest, ChangesWaitForCredit) {
  pn_link_t* slow = peer->receiver("slow", "/devices/dev1/twin", 1, "twin:2", PN_SND_SETTLED);
  up = peer->sender("up2", "/devices/dev1/twin", "twin:2");
  ASSERT_TRUE(peer->settle());
  request("PUT", kChanges);  // its answer takes the credit
  peer->received.clear();
  hub->twins().patch_desired(dev1, R"({"a": 1})").value();
  ASSERT_TRUE(peer->settle());
  EXPECT_TRUE(peer->received.empty());
  pn_link_flow(slow, 1);
  ASSERT_TRUE(peer->settle());
  EXPECT_EQ(body()["a"], 1);
}

TEST_F(TwinTest, AnswersGoToTheOtherLinkOfThePair) {
  pn_link_t* other = peer->receiver("other", "/devices/dev1/twin", 0, "twin:2", PN_SND_SETTLED);
  up = peer->sender("up2", "/devices/dev1/twin", "twin:2");
  ASSERT_TRUE(peer->settle());
  request("GET");
  EXPECT_TRUE(peer->received.empty());
  pn_link_flow(other, 1);
  ASSERT_TRUE(peer->settle());
  EXPECT_EQ(peer->received.size(), 1u);
}

TEST_F(TwinTest, ARequestWithoutCorrelationGetsNoAnswer) {
  request("GET", {}, " ", proton::message_id());
  EXPECT_TRUE(peer->received.empty());
}

TEST_F(TwinTest, AClientThatAsksAndTakesNoAnswersIsClosed) {
  peer->receiver("deaf", "/devices/dev1/twin", 0, "twin:2", PN_SND_SETTLED);
  up = peer->sender("up2", "/devices/dev1/twin", "twin:2");
  ASSERT_TRUE(peer->settle());
  proton::message message;
  message.message_annotations().put(proton::symbol("operation"), std::string("GET"));
  message.correlation_id("c");
  Result<void> alive{};
  for (int i = 0; i < 150 && alive; ++i) {
    peer->send(up, message, true);
    alive = peer->settle();
  }
  EXPECT_EQ(alive.error(), AmqpErrc::closed_by_peer);
  EXPECT_EQ(peer->end_of_connection().name, "amqp:resource-limit-exceeded");
}

TEST_F(TwinTest, TheCloudsSideIsJudgedToo) {
  DeviceTwins& twins = hub->twins();
  EXPECT_EQ(twins.patch_desired({"nobody", {}}, "{}").error(), CallErrc::unknown_identity);
  EXPECT_EQ(twins.patch_desired(dev1, "no").error(), CallErrc::not_json);
  EXPECT_EQ(twins.patch_desired(dev1, "{}", 7).error(), CallErrc::wrong_version);
  EXPECT_TRUE(twins.patch_desired(dev1, "{}", 1));
  const std::string large = R"({"a":")" + std::string(40'000, 'x') + "\"}";
  EXPECT_EQ(twins.replace_desired(dev1, large).error(), CallErrc::too_large);
}

}  // namespace
}  // namespace edge::sim
