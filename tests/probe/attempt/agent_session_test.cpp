#include "probe/attempt/agent_session.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/amqp/error.hpp"
#include "common/world/with_deadline.hpp"
#include "tests/support/hub_fixture.hpp"

namespace edge::probe {
namespace {

using namespace std::chrono_literals;
using test::HubFixture;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

/// The agent's whole sequence against a hub, as far as it goes.
struct AgentSessionTest : testing::Test, HubFixture {
  Result<void> open() {
    agent = session();
    return world.run(agent->open(amqp));
  }
  Result<void> put_token(PutToken request) {
    return world.run(agent->put_token(std::move(request), cbs));
  }
  Result<void> attach(TelemetryLink which) {
    return world.run(agent->attach(std::move(which), link));
  }
  void open_and_authorise() {
    ASSERT_TRUE(open());
    ASSERT_TRUE(put_token(token_for("dev1")));
  }

  std::vector<std::string> frames;  // outlives the session, which traces to its very end
  std::unique_ptr<AgentSession> agent;
  AmqpDetail amqp;
  CbsDetail cbs;
  LinkDetail link;
  HoldDetail held;
};

TEST_F(AgentSessionTest, ReachesTheTelemetryLinkHoweverTheBytesArrive) {
  for (const std::size_t max_read : {SIZE_MAX, std::size_t{7}, std::size_t{1}}) {
    world.set_max_read(max_read);
    EXPECT_TRUE(open());
    EXPECT_TRUE(put_token(token_for("dev1", "$edgeAgent")));
    EXPECT_TRUE(attach(link_for("dev1", "$edgeAgent")));
    EXPECT_EQ(link.address,
              "amqps://hub.test:5671/devices/dev1/modules/%24edgeAgent/messages/events");
    EXPECT_EQ(cbs.status, 200);
    EXPECT_EQ(world.now(), Instant{});  // nothing waits for a clock
  }
  EXPECT_EQ(hub->observations().opens, 3);
  EXPECT_EQ(hub->observations().authorised, 3);
  EXPECT_EQ(hub->observations().links, 3);
}

TEST_F(AgentSessionTest, RecordsTheHubsOpen) {
  EXPECT_TRUE(open());
  EXPECT_TRUE(amqp.open_received);
  EXPECT_TRUE(amqp.iot_hub);
  EXPECT_EQ(amqp.peer_header, "AMQP 0 1 0 0");
  EXPECT_EQ(amqp.first_bytes, "");
  EXPECT_THAT(amqp.container_id, StartsWith("DeviceGateway_"));
  EXPECT_EQ(amqp.hostname, "localhost");
  EXPECT_EQ(amqp.max_frame_size, 65536u);
  EXPECT_EQ(amqp.channel_max, 8191u);
  EXPECT_EQ(amqp.idle_timeout_ms, 120000u);  // four times the agent's own
}

/// What the agent's side writes before it hears anything.
TEST_F(AgentSessionTest, PipelinesHeaderAndOpenWithTheAgentsFields) {
  auto [near, far] = world.connect_pair();
  OpenFields fields;
  fields.idle_timeout = 30s;
  AgentSession session(world, std::move(near), "contoso.azure-devices.net", fields);
  auto opening = with_deadline(world, Instant{1s}, session.open(amqp));
  EXPECT_FALSE(world.run(std::move(opening)));
  Bytes sent(1000);
  sent.resize(world.run(far->read_some(sent)).value());

  std::string hex = fmt::format("{:02x}", fmt::join(sent, ""));
  const std::string guid = hex.substr(48, 72);
  EXPECT_EQ(guid.substr(16, 2) + guid.substr(28, 2), "2d34");  // "-4": version 4
  hex.erase(48, 72);
  EXPECT_EQ(hex,
            "414d515000010000"                                       // AMQP 0 1 0 0
            "0000006102000000" "005310" "c0540a"                     // OPEN, ten fields
            "a124"                                                   // container-id: the GUID
            "a119636f6e746f736f2e617a7572652d646576696365732e6e6574" // hostname
            "7000010000" "601fff" "7000007530"                       // 65536, 8191, 30000 ms
            "4040404040");                                           // nothing else
}

TEST_F(AgentSessionTest, KeepsTheOrderAndTheWaitingPointsOfTheAgent) {
  trace = [&](const std::string& line) { frames.push_back(line.substr(0, line.find(" ["))); };
  open_and_authorise();
  EXPECT_TRUE(attach(link_for("dev1")));
  EXPECT_THAT(frames,
              ElementsAre("  -> AMQP", "0 -> open", "  <- AMQP", "0 <- open",  //
                          "0 -> begin", "0 <- begin", "1 -> begin", "1 <- begin",
                          "1 -> attach", "1 <- attach", "1 <- flow",   // the sender and its credit
                          "1 -> attach", "1 <- attach",                // the receiver
                          "1 -> flow", "1 -> transfer", "1 <- transfer",  // settled when sent
                          "0 -> attach", "0 <- attach", "0 <- flow"));
}

TEST_F(AgentSessionTest, TraceNeverShowsTheToken) {
  trace = [&](const std::string& line) { frames.push_back(line); };
  open_and_authorise();
  const std::string all = fmt::format("{}", fmt::join(frames, "\n"));
  EXPECT_THAT(all, HasSubstr("1 -> transfer"));
  EXPECT_THAT(all, testing::Not(HasSubstr("SharedAccessSignature")));
  EXPECT_THAT(all, testing::Not(HasSubstr("sig=")));
}

TEST_F(AgentSessionTest, AnswersToTokensAreRecordedWithTheirWords) {
  struct Row {
    const char* what;
    PutToken request;
    int status;
    std::string description;
  };
  PutToken expired = token_for("dev1");
  expired.token = make_sas_token(expired.audience, test::kKey, world.wall() - 6min);
  PutToken other = token_for("dev1");
  other.token = token_for("dev2").token;
  PutToken malformed = token_for("dev1");
  malformed.token = Secret("SharedAccessSignature of nobody");
  const Row rows[] = {
      {"wrong key", token_for("dev1", "", "d3Jvbmc="), 401,
       "The specified SAS token has an invalid signature. "
       "It does not match either the primary or secondary key."},
      {"expired", expired, 401, "The specified SAS token is expired"},
      {"unknown", token_for("nobody", "$edgeAgent"), 404,
       "Device nobody/$edgeAgent at IotHub hub not registered."},
      {"another's token", other, 401, "The specified SAS token is for another resource."},
      {"malformed", malformed, 401, "The specified SAS token is malformed."},
  };
  for (const auto& row : rows) {
    ASSERT_TRUE(open());
    cbs = {};
    EXPECT_EQ(put_token(row.request).error(), AmqpErrc::refused) << row.what;
    EXPECT_EQ(cbs.status, row.status) << row.what;
    EXPECT_EQ(cbs.description, row.description) << row.what;
  }
}

TEST_F(AgentSessionTest, AFixedAnswerOfTheHubIsTakenAsItIs) {
  suffer("cbs-refused", {{"status", "403"},
                         {"description",
                          R"({"errorCode":403005,"trackingId":"abc-TimeStamp:now"})"}});
  ASSERT_TRUE(open());
  EXPECT_EQ(put_token(token_for("dev1")).error(), AmqpErrc::refused);
  EXPECT_EQ(cbs.status, 403);
  EXPECT_EQ(cbs.tracking_id, "abc-TimeStamp:now");

  suffer("cbs-accepted", {{"status", "202"}});
  ASSERT_TRUE(open());
  EXPECT_TRUE(put_token(token_for("dev1")));
}

TEST_F(AgentSessionTest, ARefusedLinkGivesConditionAndErrorCode) {
  open_and_authorise();
  EXPECT_EQ(attach(link_for("dev2")).error(), AmqpErrc::detached);
  EXPECT_EQ(link.condition, "amqp:unauthorized-access");
  EXPECT_EQ(link.hub_error_code, 401002);
  EXPECT_THAT(link.description, HasSubstr("Unauthorized access"));
  EXPECT_EQ(world.now(), Instant{});
}

TEST_F(AgentSessionTest, TheHubsOwnRefusalComesThroughInItsWords) {
  suffer("link-refused", {{"condition", "com.microsoft:device-container-throttled"},
                          {"description", "slow down"}});
  open_and_authorise();
  EXPECT_EQ(attach(link_for("dev1")).error(), AmqpErrc::detached);
  EXPECT_EQ(link.condition, "com.microsoft:device-container-throttled");
  EXPECT_EQ(link.description, "slow down");
  EXPECT_EQ(link.hub_error_code, std::nullopt);
}

TEST_F(AgentSessionTest, ACloseAfterOpenFailsTheOpen) {
  close_after_open({"amqp:connection:forced", "going down\x1b[0m"});
  EXPECT_EQ(open().error(), AmqpErrc::closed_by_peer);
  EXPECT_TRUE(amqp.open_received);
  EXPECT_EQ(amqp.condition, "amqp:connection:forced");
  EXPECT_EQ(amqp.description, "going down\\x1b[0m");
}

TEST_F(AgentSessionTest, WhatIsNoAmqpIsShownAsItCame) {
  suffer("amqp-wrong-bytes", {{"form", "garbage"}});
  EXPECT_EQ(open().error(), AmqpErrc::not_amqp);
  EXPECT_EQ(amqp.peer_header, "");
  EXPECT_THAT(amqp.first_bytes, StartsWith("\\x1b[31m"));

  suffer("amqp-wrong-bytes", {{"form", "header"}});
  amqp = {};
  EXPECT_EQ(open().error(), AmqpErrc::wrong_header);
  EXPECT_EQ(amqp.peer_header, "AMQP 0 0 9 1");
}

TEST_F(AgentSessionTest, SilenceIsEndedByTheCallerAndLeavesWhatWasSeen) {
  suffer("amqp-silence");
  agent = session();
  auto opening = with_deadline(world, Instant{30s}, agent->open(amqp));
  EXPECT_EQ(world.run(std::move(opening)).error(), boost::system::errc::timed_out);
  EXPECT_EQ(world.now(), Instant{30s});
  EXPECT_FALSE(amqp.open_received);
  EXPECT_EQ(amqp.peer_header, "");
}

TEST_F(AgentSessionTest, ASilentCbsNodeIsEndedByTheCaller) {
  suffer("cbs-silence");
  ASSERT_TRUE(open());
  auto asking = with_deadline(world, Instant{30s}, agent->put_token(token_for("dev1"), cbs));
  EXPECT_EQ(world.run(std::move(asking)).error(), boost::system::errc::timed_out);
  EXPECT_EQ(cbs.status, std::nullopt);
  EXPECT_EQ(cbs.audience, "hub.test/devices/dev1");
}

TEST_F(AgentSessionTest, HoldsTheConnectionWithHeartbeats) {
  open_and_authorise();
  ASSERT_TRUE(attach(link_for("dev1")));
  EXPECT_TRUE(world.run(agent->hold(20min, held)));
  EXPECT_EQ(held.held, 20min);
  EXPECT_EQ(world.now(), Instant{20min});
}

TEST_F(AgentSessionTest, ANewcomerWithTheSameIdentityThrowsTheOlderOneOff) {
  open_and_authorise();
  ASSERT_TRUE(attach(link_for("dev1")));
  const auto older = std::move(agent);

  open_and_authorise();
  EXPECT_EQ(hub->observations().thrown_off, 0);  // a token alone throws nobody off
  ASSERT_TRUE(attach(link_for("dev1")));
  EXPECT_EQ(hub->observations().thrown_off, 1);

  EXPECT_EQ(world.run(older->hold(1min, held)).error(), AmqpErrc::detached);
  EXPECT_EQ(held.condition, "amqp:link:stolen");
  EXPECT_THAT(held.description, HasSubstr("400027"));
}

TEST_F(AgentSessionTest, ClosesInOrder) {
  trace = [&](const std::string& line) { frames.push_back(line); };
  open_and_authorise();
  auto closing = [](AgentSession& session) -> Awaitable<Result<void>> {
    co_await session.close();
    co_return Result<void>{};
  };
  EXPECT_TRUE(world.run(closing(*agent)));
  EXPECT_THAT(frames.back(), StartsWith("0 -> close"));
}

}  // namespace
}  // namespace edge::probe
