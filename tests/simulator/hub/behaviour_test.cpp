// What a hub does when it misbehaves or is of another kind, met by the agent's session and by our
// own SASL client; the raw frames it sends go through Proton on the other side.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/amqp/error.hpp"
#include "common/amqp/stream_reads.hpp"
#include "common/iothub/hub_error.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/hub/amqp/raw_frame.hpp"
#include "simulator/hub/hub_errors.hpp"
#include "simulator/topology/hub_service.hpp"
#include "tests/support/hub_fixture.hpp"

namespace edge::sim {
namespace {

const ErrorFact kHeld{"held", "held"};  // what hold() leaves alone

using namespace std::chrono_literals;
using test::HubFixture;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

struct BehaviourTest : testing::Test, HubFixture {
  /// How far an agent gets: what each step gave.
  struct Steps {
    Result<void> open{ErrorCode{}}, cbs{ErrorCode{}}, link{ErrorCode{}};
    AmqpDetail amqp;
    CbsDetail token;
    LinkDetail attach;
  };
  Steps go(const std::string& key = test::kKey) {
    agent = session();
    Steps steps;
    steps.open = world.run(agent->open(steps.amqp));
    if (!steps.open) return steps;
    auto request = token_for("dev1", {}, key);
    steps.cbs = world.run(agent->put_token(std::move(request), steps.token));
    if (!steps.cbs) return steps;
    auto link = link_for("dev1");
    steps.link = world.run(agent->attach(std::move(link), steps.attach));
    return steps;
  }
  HoldDetail hold(Duration time) {
    HoldDetail detail;
    detail.error = kHeld;
    if (!world.run(agent->hold(time, detail))) return detail;
    return detail;
  }

  std::unique_ptr<probe::AgentSession> agent;
};

TEST_F(BehaviourTest, EachPersonalityIsWhatItSaysItIs) {
  struct Row {
    HubPersonality personality;
    const char* container;
    const char* hostname;
    std::uint32_t max_frame, channel_max, idle_ms;
  };
  const Row rows[] = {
      {HubPersonality::hub_v1, "DeviceGateway_[0-9a-f]{32}", "localhost", 65536, 8191, 120000},
      {HubPersonality::hub_v2, "[0-9a-f]{32}", "", 65535, 1024, 120000},
      {HubPersonality::edgehub, "DeviceGateway_[0-9a-f]{32}", "hub.test", 65536, 8191, 240000}};
  for (const Row& row : rows) {
    service->personality = row.personality;
    const Steps steps = go();
    ASSERT_TRUE(steps.link) << row.container;
    EXPECT_THAT(steps.amqp.container_id, MatchesRegex(row.container));
    EXPECT_TRUE(steps.amqp.iot_hub);
    EXPECT_EQ(steps.amqp.hostname, row.hostname);
    EXPECT_EQ(steps.amqp.max_frame_size, row.max_frame);
    EXPECT_EQ(steps.amqp.channel_max, row.channel_max);
    EXPECT_EQ(steps.amqp.idle_timeout_ms, row.idle_ms);
  }
}

TEST_F(BehaviourTest, TheSecondGatewaysFlowHasNoNextIncomingIdAndBeginsHaveAHandleMax) {
  for (const bool second : {false, true}) {
    service->personality = second ? HubPersonality::hub_v2 : HubPersonality::hub_v1;
    std::vector<std::string> lines;
    trace = [&](const std::string& line) {
      if (line.find(" <- ") != line.npos) lines.push_back(line);
    };
    ASSERT_TRUE(go().link);
    EXPECT_THAT(lines, testing::Contains(HasSubstr("handle-max=262143")));
    const auto with_id = HasSubstr("next-incoming-id=");
    EXPECT_THAT(lines, testing::Contains(HasSubstr("flow [")));
    for (const auto& line : lines) {
      if (line.find("flow [") == line.npos) continue;
      if (second) EXPECT_THAT(line, testing::Not(with_id));
      if (!second) EXPECT_THAT(line, with_id);
    }
  }
}

TEST_F(BehaviourTest, AGatewayJudgesTheTokenAtTheLink) {
  service->personality = HubPersonality::edgehub;
  const Steps steps = go("d3Jvbmc=");
  EXPECT_TRUE(steps.cbs);
  EXPECT_EQ(steps.attach.condition, "amqp:internal-error");
  EXPECT_THAT(steps.attach.description, HasSubstr("Events link"));
  service->personality = HubPersonality::hub_v1;
  EXPECT_FALSE(go("d3Jvbmc=").cbs);
}

TEST_F(BehaviourTest, EveryStatusOfATokenIsGiven) {
  for (const int status : {200, 202, 400, 401, 403, 404, 429, 500, 503}) {
    service->cbs.status = status;
    service->cbs.description = "text";
    const Steps steps = go();
    EXPECT_EQ(steps.token.status, status);
    EXPECT_EQ(steps.token.description, "text");
    EXPECT_EQ(steps.link.has_value(), status < 300) << status;
  }
}

TEST_F(BehaviourTest, EveryErrorIsSaidAfterOpenAndAtTheLink) {
  for (const auto& row : hub_error_rows()) {
    service->close_after_open = hub_error_condition(row);
    service->refuse_link.reset();
    const Steps closed = go();
    EXPECT_EQ(closed.amqp.condition + closed.token.condition, row.condition);
    service->close_after_open.reset();
    service->refuse_link = hub_error_condition(row);
    const Steps refused = go();
    EXPECT_EQ(refused.attach.condition, row.condition);
    EXPECT_EQ(refused.attach.hub_error_code, row.code);
    EXPECT_THAT(refused.attach.description, HasSubstr("-TimeStamp:"));
  }
}

TEST_F(BehaviourTest, EveryAmqpConditionClosesAConnection) {
  for (const char* condition :
       {"amqp:internal-error", "amqp:not-found", "amqp:unauthorized-access", "amqp:not-allowed",
        "amqp:resource-limit-exceeded", "amqp:precondition-failed", "amqp:resource-deleted",
        "amqp:illegal-state", "amqp:frame-size-too-small", "amqp:decode-error",
        "amqp:connection:forced", "amqp:connection:framing-error", "amqp:connection:redirect"}) {
    service->close_after_open = AmqpCondition{condition, "words"};
    const Steps steps = go();
    EXPECT_EQ(steps.amqp.condition + steps.token.condition, condition);
    EXPECT_EQ(steps.amqp.description + steps.token.description, "words");
  }
}

TEST_F(BehaviourTest, AnUnansweredOpenHasAHeaderAndNoMore) {
  service->amqp = AmqpBehaviour::open_unanswered;
  agent = session();
  AmqpDetail detail;
  auto opening = agent->open(detail);
  const auto result =
      world.run(with_deadline(world, world.now() + 30s, std::move(opening)));
  EXPECT_FALSE(result);
  EXPECT_EQ(detail.peer_header, "AMQP 0 1 0 0");
  EXPECT_FALSE(detail.open_received);
}

TEST_F(BehaviourTest, BrokenFramesAreBrokenForProton) {
  for (const auto form : {AmqpBehaviour::malformed_frame, AmqpBehaviour::oversized_frame}) {
    for (const std::size_t max_read : {SIZE_MAX, std::size_t{1}}) {
      world.set_max_read(max_read);
      service->amqp = form;
      const Steps steps = go();
      EXPECT_TRUE(steps.amqp.open_received);
      EXPECT_TRUE(steps.amqp.iot_hub);
      const ErrorCode error = steps.open ? steps.cbs.error() : steps.open.error();
      EXPECT_EQ(error, AmqpErrc::protocol);
    }
  }
}

/// Whatever limit the client names, up to what the hub is ready to send.
TEST_F(BehaviourTest, AFrameIsOneByteLargerThanTheClientTakes) {
  service->amqp = AmqpBehaviour::oversized_frame;
  for (const std::uint32_t limit : {512u, 65536u, 1000000u}) {
    auto stream = connect();
    Bytes hello(kAmqpHeader.begin(), kAmqpHeader.end());
    const Bytes open =
        raw_frame(0, performative::kOpen, RawFields().string("me").null().uint(limit));
    hello.insert(hello.end(), open.begin(), open.end());
    world.run(stream->write(hello)).value();
    Bytes header(8);
    world.run(read_exactly(*stream, header)).value();
    Bytes size(4);
    world.run(read_exactly(*stream, size)).value();
    Bytes rest(EncodedReader(size).number(4).value() - 4);
    world.run(read_exactly(*stream, rest)).value();
    world.run(read_exactly(*stream, size)).value();
    EXPECT_EQ(EncodedReader(size).number(4), std::size_t{limit} + 1);
    rest.resize(limit + 1 - 4);
    EXPECT_TRUE(world.run(read_exactly(*stream, rest))) << "all of it is sent";
  }
}

TEST_F(BehaviourTest, SaslIsOfferedAsThePersonalityHasIt) {
  const auto offered = [this] {
    auto stream = connect();
    SaslDetail detail;
    const SaslInit init{"MSSBCBS", {}, "hub.test"};
    EXPECT_TRUE(world.run(sasl_client(*stream, init, detail)));
    return detail.offered;
  };
  EXPECT_THAT(offered(), ElementsAre("EXTERNAL", "MSSBCBS", "ANONYMOUS", "PLAIN"));
  service->personality = HubPersonality::hub_v2;
  EXPECT_THAT(offered(), ElementsAre("PLAIN", "ANONYMOUS", "MSSBCBS", "EXTERNAL"));
  service->personality = HubPersonality::edgehub;
  EXPECT_THAT(offered(), ElementsAre("ANONYMOUS", "MSSBCBS", "PLAIN"));
}

TEST_F(BehaviourTest, SaslIsRefusedInEveryWay) {
  const auto end = [this](SaslDetail& detail) {
    auto stream = connect();
    const SaslInit init{"MSSBCBS", {}, "hub.test"};
    return world.run(sasl_client(*stream, init, detail)).error();
  };
  for (std::uint8_t outcome = 1; outcome <= 4; ++outcome) {
    service->sasl.outcome = outcome;
    SaslDetail detail;
    EXPECT_EQ(end(detail), AmqpErrc::sasl_refused);
    EXPECT_EQ(detail.outcome, outcome);
  }
  service->sasl = {};
  service->sasl.mechanisms = {"SCRAM-SHA-512"};
  SaslDetail detail;
  EXPECT_EQ(end(detail), AmqpErrc::sasl_no_mechanism);
  EXPECT_THAT(detail.offered, ElementsAre("SCRAM-SHA-512"));
}

TEST_F(BehaviourTest, WhoComesWithoutTheSaslThatIsRequiredIsToldSo) {
  service->sasl.required = true;
  std::vector<std::string> notes;
  hub->watcher().on_message = [&](const HubMessage& message) { notes.push_back(message.what); };
  const Steps steps = go();
  EXPECT_THAT(notes, ElementsAre("protocol header refused: it must be SASL's"));
  EXPECT_EQ(steps.open.error(), AmqpErrc::wrong_header);
  EXPECT_EQ(steps.amqp.peer_header, "AMQP 3 1 0 0");
}

TEST_F(BehaviourTest, ASlowHubTakesItsTimeForEveryAnswer) {
  service->connection.answer_delay = 2s;
  ASSERT_TRUE(go().link);
  // Header with OPEN; BEGIN twice; two links of $cbs; the token; the link.
  EXPECT_GE(world.now(), Instant{12s});
  EXPECT_LE(world.now(), Instant{20s});
}

TEST_F(BehaviourTest, AConnectionEndsAfterItsTimeWithoutAWord) {
  service->connection.ends_after = 10s;
  ASSERT_TRUE(go().link);
  const HoldDetail detail = hold(30s);
  EXPECT_EQ(detail.held, 10s);
  EXPECT_EQ(detail.condition, "");
  EXPECT_EQ(hub->observations().thrown_off, 0);
}

TEST_F(BehaviourTest, WithoutHeartbeatsAnAgentGivesUp) {
  ASSERT_TRUE(go().link);
  EXPECT_EQ(hold(10min).error, kHeld);
  service->connection.heartbeats = false;
  ASSERT_TRUE(go().link);
  const HoldDetail detail = hold(10min);
  EXPECT_EQ(detail.error, error_in_words(AmqpErrc::peer_idle));
  EXPECT_EQ(detail.held, 60s);
}

}  // namespace
}  // namespace edge::sim
