#include "simulator/hub/amqp/amqp_personality.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "common/iothub/hub_error.hpp"
#include "simulator/hub/hub_errors.hpp"
#include "simulator/topology/hub_service.hpp"
#include "tests/support/memory_world.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
using testing::MatchesRegex;

const AmqpPersonality& row(HubPersonality which) { return amqp_personality(which); }

TEST(AmqpPersonality, ContainerAndHostNameAreThoseOfRealHubs) {
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

TEST(AmqpPersonality, IdleTimeOutFollowsTheClientsUpToALimit) {
  const auto& v1 = row(HubPersonality::hub_v1);
  EXPECT_EQ(idle_timeout(v1, 30s), 120s);
  EXPECT_EQ(idle_timeout(v1, 0s), 240s);
  EXPECT_EQ(idle_timeout(v1, 100s), 240s);
  EXPECT_EQ(idle_timeout(row(HubPersonality::edgehub), 30s), 240s);
}

TEST(AmqpPersonality, ErrorsAreInItsOwnWords) {
  test::MemoryWorld world;
  const WallTime at = WallTime{1511894779s} + 653313718ns;
  const auto text = [&](HubPersonality which) {
    return worded(row(which), hub_error_condition(hub_error(401002)), world, at).description;
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

TEST(AmqpPersonality, AnErrorOfATopologyIsCompletedWhenItIsSent) {
  test::MemoryWorld world;
  const auto& v1 = row(HubPersonality::hub_v1);
  const AmqpCondition disabled = hub_error_condition(*find_hub_error(403012));
  EXPECT_EQ(disabled.description, R"({"errorCode":403012,"message":"DeviceDisabled"})");
  const auto sent = parse_hub_error(worded(v1, disabled, world, WallTime{}).description);
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->code, 403012);
  EXPECT_EQ(sent->message, "DeviceDisabled");
  EXPECT_FALSE(sent->tracking_id.empty());
  const AmqpCondition words{"amqp:connection:forced", "Closed by the service."};
  EXPECT_EQ(worded(v1, words, world, WallTime{}), words);
  EXPECT_EQ(worded(row(HubPersonality::edgehub), disabled, world, WallTime{}).description,
            "DeviceDisabled");
}

}  // namespace
}  // namespace edge::sim
