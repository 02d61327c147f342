#include "simulator/hub/personality.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "common/iothub/hub_error.hpp"
#include "simulator/hub/hub_errors.hpp"
#include "tests/support/memory_world.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::MatchesRegex;

const PersonalityRow& row(HubPersonality which) { return row_of(which); }

TEST(Personality, EveryOneHasARowAndAName) {
  EXPECT_EQ(personality_rows().size(), 3u);
  for (const auto& each : personality_rows()) {
    EXPECT_EQ(find_personality(each.name), &each);
    EXPECT_EQ(&row_of(each.personality), &each);
  }
  EXPECT_EQ(find_personality("hub-v3"), nullptr);
}

TEST(Personality, ContainerAndHostNameAreThoseOfRealHubs) {
  test::MemoryWorld world;
  HubService service;
  service.gateway_host_name = "parent.test";
  const auto id = [&](HubPersonality which) { return container_id(row(which), world); };
  EXPECT_THAT(id(HubPersonality::hub_v1), MatchesRegex("DeviceGateway_[0-9a-f]{32}"));
  EXPECT_THAT(id(HubPersonality::hub_v2), MatchesRegex("[0-9a-f]{32}"));
  EXPECT_THAT(id(HubPersonality::edgehub), MatchesRegex("DeviceGateway_[0-9a-f]{32}"));
  EXPECT_EQ(open_hostname(row(HubPersonality::hub_v1), service), "localhost");
  EXPECT_EQ(open_hostname(row(HubPersonality::hub_v2), service), "");
  EXPECT_EQ(open_hostname(row(HubPersonality::edgehub), service), "parent.test");
}

TEST(Personality, IdleTimeOutFollowsTheClientsUpToALimit) {
  const auto& v1 = row(HubPersonality::hub_v1);
  EXPECT_EQ(idle_timeout(v1, 30s), 120s);
  EXPECT_EQ(idle_timeout(v1, 0s), 240s);
  EXPECT_EQ(idle_timeout(v1, 100s), 240s);
  EXPECT_EQ(idle_timeout(row(HubPersonality::edgehub), 30s), 240s);
}

TEST(Personality, ErrorsAreInItsOwnWords) {
  test::MemoryWorld world;
  const WallTime at = WallTime{1511894779s} + 653313718ns;
  const auto text = [&](HubPersonality which) {
    return spoken(row(which), hub_error_condition(hub_error(401002)), world, at).description;
  };
  EXPECT_THAT(text(HubPersonality::hub_v1),
              MatchesRegex(R"(\{"errorCode":401002,"trackingId":"[0-9a-f-]{36}-TimeStamp:)"
                           R"(2017-11-28T18:46:19Z","message":"Unauthorized access",)"
                           R"("timestampUtc":"2017-11-28T18:46:19Z"\})"));
  EXPECT_THAT(text(HubPersonality::hub_v2),
              MatchesRegex(R"(\{"errorCode":401002,"message":"Unauthorized access",)"
                           R"("trackingId":"[0-9A-F]{32}-G2:-TimeStamp:)"
                           R"(2017-11-28T18:46:19\.653313718Z",)"
                           R"("timestampUtc":"2017-11-28T18:46:19\.653313718Z","info":null\})"));
  EXPECT_EQ(text(HubPersonality::edgehub), "Unauthorized access");
  EXPECT_EQ(parse_hub_error(text(HubPersonality::hub_v2))->code, 401002);
}

TEST(Personality, AnErrorOfATopologyIsCompletedWhenItIsSaid) {
  test::MemoryWorld world;
  const auto& v1 = row(HubPersonality::hub_v1);
  const AmqpCondition disabled = hub_error_condition(*find_hub_error(403012));
  EXPECT_EQ(disabled.description, R"({"errorCode":403012,"message":"DeviceDisabled"})");
  const auto said = parse_hub_error(spoken(v1, disabled, world, WallTime{}).description);
  ASSERT_TRUE(said);
  EXPECT_EQ(said->code, 403012);
  EXPECT_EQ(said->message, "DeviceDisabled");
  EXPECT_FALSE(said->tracking_id.empty());
  const AmqpCondition words{"amqp:connection:forced", "Closed by the service."};
  EXPECT_EQ(spoken(v1, words, world, WallTime{}), words);
  EXPECT_EQ(spoken(row(HubPersonality::edgehub), disabled, world, WallTime{}).description,
            "DeviceDisabled");
}

TEST(HubErrors, EveryCodeIsThereOnce) {
  int last = 0;
  for (const auto& each : hub_error_rows()) {
    EXPECT_GT(each.code, last);
    EXPECT_TRUE(each.condition.starts_with("amqp:") || each.condition.starts_with("com.microsoft:"))
        << each.condition;
    EXPECT_FALSE(each.message.empty());
    last = each.code;
  }
  EXPECT_EQ(find_hub_error(1), nullptr);
}

}  // namespace
}  // namespace edge::sim
