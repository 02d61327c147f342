// What the hub prints of its traffic.
#include "simulator/hub_program/hub_lines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/amqp/header.hpp"
#include "common/amqp/sasl_frames.hpp"
#include "simulator/hub/amqp/nodes/message_text.hpp"
#include "tests/support/amqp_client.hpp"
#include "tests/support/hub_fixture.hpp"

namespace edge::sim {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

constexpr WallTime kNow{std::chrono::milliseconds{1700000000120}};  // 22:13:20.120 UTC

TEST(HubLines, SayWhoWhatAndHowMuch) {
  const Identity agent{"edge-1", "$edgeAgent"};
  EXPECT_EQ(line_of({kNow, agent, false, "telemetry", R"({"temperature": 21.5})"}),
            R"(22:13:20.120Z edge-1/$edgeAgent -> telemetry 21 bytes {"temperature": 21.5})");
  EXPECT_EQ(line_of({kNow, {"d", {}}, true, "cloud-message", "x\n\x1b[31m"}),
            R"(22:13:20.120Z d <- cloud-message 7 bytes x\x0a\x1b[31m)");
  EXPECT_EQ(line_of({kNow, {"d", {}}, false, "token 200", {}}), "22:13:20.120Z d -> token 200");
  EXPECT_EQ(line_of({kNow, {}, true, "SASL refused", {}}), "22:13:20.120Z client <- SASL refused");
  const std::string large(1 << 20, 'x');
  EXPECT_LT(line_of({kNow, {"d", {}}, false, "telemetry", large}).size(), 2000u);
}

TEST(HubLines, FramesPointFromTheClientToTheHub) {
  EXPECT_EQ(line_of_frame(kNow, 3, "7 <- open [x->]"),
            "22:13:20.120Z client 3 channel 7 -> open [x->]");
  EXPECT_EQ(line_of_frame(kNow, 3, "0 -> open"), "22:13:20.120Z client 3 channel 0 <- open");
  EXPECT_EQ(line_of_frame(kNow, 3, "  <- AMQP"), "22:13:20.120Z client 3 -> AMQP");
  EXPECT_EQ(line_of_frame(kNow, 3, "-> sasl-outcome"), "22:13:20.120Z client 3 <- sasl-outcome");
}

struct HubWatchTest : testing::Test, test::HubFixture {
  void serve_one(const HubWatch& watch) {
    watch_hub(*hub, watch, [this](const std::string& line) { lines.push_back(line); });
    auto stream = connect();
    SaslDetail detail;
    const Secret token = token_for("dev1").token;
    const SaslInit init{"PLAIN", plain_response("dev1@sas.hub", token.reveal()), "h"};
    ASSERT_TRUE(world.run(sasl_client(*stream, init, detail)));
    test::AmqpClient peer(world, std::move(stream));
    ASSERT_TRUE(peer.put_token(token_for("dev1"), "1"));
    pn_link_t* link = peer.sender("telemetry", "/devices/dev1/messages/events");
    peer.receiver("c2d", "/devices/dev1/messages/devicebound");
    proton::message message;
    set_data(message, "21.5");
    peer.send(link, message);
    ASSERT_TRUE(peer.settle());
    CloudMessage cloud;
    cloud.body = "hello";
    hub->cloud_messages().enqueue({"dev1", {}}, cloud).value();
    ASSERT_TRUE(peer.settle());
  }
  void TearDown() override {  // connections end after `lines` does
    hub->watcher().on_message = nullptr;
    hub->watcher().on_frame = nullptr;
  }
  std::vector<std::string> lines;
};

TEST_F(HubWatchTest, MessagesBothWays) {
  serve_one({.messages = true});
  EXPECT_THAT(lines, testing::ElementsAre(EndsWith(" dev1 -> token 200\n"),
                                          EndsWith(" dev1 -> telemetry 4 bytes 21.5\n"),
                                          EndsWith(" dev1 <- cloud-message 5 bytes hello\n")));
}

TEST_F(HubWatchTest, WhatIsRefusedAndWhy) {
  const auto keep = [this](const std::string& line) { lines.push_back(line); };
  watch_hub(*hub, {.messages = true}, keep);
  auto stream = connect();
  SaslDetail detail;
  const Secret wrong = token_for("dev2").token;
  const SaslInit init{"PLAIN", plain_response("dev1@sas.hub", wrong.reveal()), "h"};
  ASSERT_FALSE(world.run(sasl_client(*stream, init, detail)));

  devices[2].enabled = false;
  limits.telemetry_size = 1024;
  test::AmqpClient peer(world, connect());
  const std::string other_key = "d3Jvbmcga2V5IHRoYXQgaXMgbG9uZyBlbm91Z2ggb2s=";
  ASSERT_FALSE(peer.put_token(token_for("dev1", {}, other_key), "1"));
  ASSERT_TRUE(peer.put_token(token_for("dev1"), "2"));
  ASSERT_TRUE(peer.put_token(token_for("dev2"), "3"));
  pn_link_t* link = peer.sender("ours", "/devices/dev1/messages/events");
  peer.sender("disabled", "/devices/dev2/messages/events");
  peer.sender("nowhere", "/nowhere");
  ASSERT_TRUE(peer.settle());
  proton::message message;
  set_data(message, std::string(2000, 'x'));
  peer.send(link, message);
  ASSERT_TRUE(peer.settle());
  hub->credentials_changed({"dev1", {}});
  ASSERT_TRUE(peer.settle());
  ASSERT_TRUE(peer.put_token(token_for("dev1"), "4"));
  peer.sender("again", "/devices/dev1/messages/events");
  ASSERT_TRUE(peer.settle());
  test::AmqpClient newer(world, connect());
  ASSERT_TRUE(newer.put_token(token_for("dev1"), "1"));
  newer.sender("newer", "/devices/dev1/messages/events");
  ASSERT_TRUE(newer.settle());
  const char* kWords[] = {
      " dev1 <- SASL PLAIN refused: outcome 1, The specified SAS token is for another resource.\n",
      " dev1 <- token refused: 401 The specified SAS token has an invalid signature. It does not "
      "match either the primary or secondary key.\n",
      " dev1 -> token 200\n",
      " dev2 -> token 200\n",
      " dev2 <- link /devices/dev2/messages/events refused: amqp:not-found 403012 DeviceDisabled\n",
      " client <- link /nowhere refused: amqp:not-found 404006 AmqpAddressNotFound\n",
      " dev1 <- telemetry rejected: amqp:link:message-size-exceeded 413001 MessageTooLarge\n",
      " dev1 <- links ended: amqp:unauthorized-access 401003 IotHubUnauthorized\n",
      " dev1 -> token 200\n",
      " dev1 -> token 200\n",
      " dev1 <- connection closed: amqp:link:stolen 400027 "
      "ConnectionForcefullyClosedOnNewConnection\n"};
  ASSERT_EQ(lines.size(), std::size(kWords)) << testing::PrintToString(lines);
  for (std::size_t i = 0; i < lines.size(); ++i) EXPECT_THAT(lines[i], EndsWith(kWords[i]));
}

/// Asks for a mechanism whatever is offered, and reads until the hub ends it.
Awaitable<bool> ask_for_mechanism(Stream& stream, std::string name) {
  SaslInit init;
  init.mechanism = std::move(name);
  SaslFrame frame = std::move(init);
  Bytes asked(kSaslHeader.begin(), kSaslHeader.end());
  const Bytes encoded = encode_sasl_frame(frame);
  asked.insert(asked.end(), encoded.begin(), encoded.end());
  co_await stream.write(asked);
  Bytes answer(1024);
  while (co_await stream.read_some(answer)) {
  }
  co_return true;
}

TEST_F(HubWatchTest, AnUnknownMechanismIsRefused) {
  watch_hub(*hub, {.messages = true}, [this](const std::string& line) { lines.push_back(line); });
  const auto stream = connect();
  ASSERT_TRUE(world.run(ask_for_mechanism(*stream, "SCRAM-SHA-1")));
  EXPECT_THAT(lines, testing::ElementsAre(
                         EndsWith(" client <- SASL refused: a mechanism that was not offered\n")));
}

TEST_F(HubWatchTest, AClientThatVanishesIsNoFramingError) {
  watch_hub(*hub, {.frames = true}, [this](const std::string& line) { lines.push_back(line); });
  {
    test::AmqpClient peer(world, connect());
    ASSERT_TRUE(peer.put_token(token_for("dev1"), "1"));
  }
  test::AmqpClient other(world, connect());
  ASSERT_TRUE(other.settle_for(std::chrono::seconds{1}));  // the hub has seen the end by then
  EXPECT_THAT(lines, Contains(HasSubstr("client 1 channel 0 <- transfer ")));
  EXPECT_THAT(lines, testing::Each(Not(HasSubstr("framing-error"))));
}

TEST_F(HubWatchTest, JsonForPrograms) {
  serve_one({.messages = true, .json = true});
  EXPECT_THAT(lines, testing::ElementsAre(
                         "{\"sequence\":1,\"deviceId\":\"dev1\",\"enqueuedTime\":"
                         "\"2017-11-28T00:00:00.001Z\",\"properties\":{},\"body\":\"21.5\"}\n"));
}

TEST_F(HubWatchTest, FramesWithoutSecrets) {
  serve_one({.frames = true});
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr("client 1 -> "), HasSubstr("PLAIN"))));
  EXPECT_THAT(lines, Contains(HasSubstr("client 1 channel 0 -> open ")));
  EXPECT_THAT(lines, Contains(HasSubstr("client 1 channel 0 <- open ")));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr("transfer"), HasSubstr(" bytes)"))));
  EXPECT_THAT(lines, testing::Each(Not(HasSubstr("SharedAccessSignature"))));
  EXPECT_THAT(lines, testing::Each(Not(HasSubstr("sig="))));
}

}  // namespace
}  // namespace edge::sim
