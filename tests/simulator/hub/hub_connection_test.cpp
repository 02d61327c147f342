// The hub's side of the protocol, spoken to as other SDKs do than the one the probe imitates.
#include "simulator/hub/amqp/hub_connection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <proton/connection.h>
#include <proton/disposition.h>
#include <proton/session.h>

#include <proton/binary.hpp>
#include <proton/error.hpp>
#include <proton/message_id.hpp>
#include <proton/uuid.hpp>

#include "common/amqp/endpoint_facts.hpp"
#include "common/amqp/error.hpp"
#include "common/amqp/sasl.hpp"
#include "common/amqp/stream_reads.hpp"
#include "simulator/hub/hub_errors.hpp"
#include "tests/support/amqp_client.hpp"
#include "tests/support/hub_fixture.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
using test::AmqpClient;
using test::HubFixture;
using testing::HasSubstr;

struct HubConnectionTest : testing::Test, HubFixture {
  std::unique_ptr<AmqpClient> client() {
    return std::make_unique<AmqpClient>(world, connect());
  }
};

TEST_F(HubConnectionTest, CorrelationKeepsTheTypeOfTheMessageId) {
  const proton::message_id ids[] = {
      std::string("a-string"), std::uint64_t{0}, std::uint64_t{1} << 40,
      proton::uuid::copy("0123456789abcdef"), proton::binary("\x01\x02")};
  for (const auto& id : ids) {
    const auto peer = client();
    EXPECT_TRUE(peer->put_token(token_for("dev1"), id));
    EXPECT_EQ(peer->received[0].correlation_id().type(), id.type());
    EXPECT_EQ(peer->received[0].correlation_id(), id);
    EXPECT_EQ(peer->received[0].properties().get("status-code").type(), proton::INT);
  }
}

TEST_F(HubConnectionTest, ARequestIsSettledBeforeItIsAnswered) {
  const auto peer = client();
  EXPECT_TRUE(peer->put_token(token_for("dev1"), "1"));
  EXPECT_TRUE(peer->put_token(token_for("dev1"), "2"));
  EXPECT_THAT(peer->heard, testing::ElementsAre("settled", "answered", "settled", "answered"));
}

TEST_F(HubConnectionTest, NodesAddressesAreServed) {
  const auto peer = client();
  ASSERT_TRUE(peer->put_token(token_for("dev1"), "1", "hub.test%2Fdevices%2Fdev1"));
  std::vector<std::string> bodies;
  hub->watcher().on_arrival = [&](const Arrival& message) { bodies.push_back(message.body); };
  pn_link_t* link = peer->sender("telemetry", "/devices/dev1/messages/events");
  proton::message message(proton::binary("{\"t\":21.5}"));
  message.inferred(true);  // a data section, as SDKs send
  send_message(link, message, 1, false);
  ASSERT_TRUE(peer->settle());
  EXPECT_THAT(bodies, testing::ElementsAre("{\"t\":21.5}"));
  EXPECT_EQ(hub->observations().messages, 1);
}

TEST_F(HubConnectionTest, OtherLinksOfADeviceAreAccepted) {
  const auto peer = client();
  ASSERT_TRUE(peer->put_token(token_for("dev1"), "1"));
  pn_link_t* links[] = {
      peer->receiver("c2d", "/devices/dev1/messages/devicebound"),
      peer->sender("twin-up", "amqps://hub.test/devices/dev1/twin"),
      peer->receiver("twin-down", "amqps://hub.test/devices/dev1/twin"),
      peer->receiver("methods", "amqps://hub.test/devices/dev1/methods/deviceBound")};
  ASSERT_TRUE(peer->settle());
  for (pn_link_t* link : links) EXPECT_TRUE(pn_link_state(link) & PN_REMOTE_ACTIVE);
  EXPECT_EQ(hub->observations().links, 0);  // counts telemetry
}

TEST_F(HubConnectionTest, ALinkIsRefusedByAttachWithNullTerminiAndDetach) {
  const auto peer = client();
  struct Row {
    const char* address;
    const char* condition;
    const char* code;
  };
  const Row rows[] = {
      {"/devices/dev1/messages/events", "amqp:unauthorized-access", "401002"},  // no token yet
      {"/nothing", "amqp:not-found", "404006"}};
  for (const auto& row : rows) {
    pn_link_t* link = peer->sender(row.address, row.address);
    ASSERT_TRUE(peer->settle());
    EXPECT_TRUE(is_null(pn_link_remote_target(link)));
    EXPECT_TRUE(is_null(pn_link_remote_source(link)));
    const PeerCondition why = condition_of(pn_link_remote_condition(link));
    EXPECT_EQ(why.name, row.condition);
    EXPECT_THAT(why.description, HasSubstr(row.code));
    EXPECT_THAT(why.description, HasSubstr("trackingId"));
  }
}

TEST_F(HubConnectionTest, ALinkOfTheWrongDirectionIsRefused) {
  const auto peer = client();
  ASSERT_TRUE(peer->put_token(token_for("dev1"), "1"));
  ASSERT_TRUE(peer->put_token(token_for("dev1", "$edgeAgent"), "2"));
  const std::string device = "/devices/dev1", module = device + "/modules/$edgeAgent";
  struct Row {
    std::string address;
    bool client_sends;
    bool accepted;
  };
  const Row rows[] = {{device + "/messages/devicebound", true, false},
                      {device + "/messages/events", false, false},
                      {module + "/inputs/events", true, false},
                      {module + "/messages/devicebound", true, false},
                      {module + "/messages/events", false, true},  // inputs of the C# SDK
                      {module + "/messages/events", true, true},
                      {device + "/methods/devicebound", true, true},
                      {device + "/methods/devicebound", false, true},
                      {module + "/twin", true, true},
                      {module + "/twin", false, true}};
  for (const auto& row : rows) {
    const std::string name = row.address + (row.client_sends ? " up" : " down");
    pn_link_t* link = row.client_sends ? peer->sender(name, row.address)
                                       : peer->receiver(name, row.address);
    ASSERT_TRUE(peer->settle());
    EXPECT_EQ(bool(pn_link_state(link) & PN_REMOTE_ACTIVE), row.accepted) << name;
    const PeerCondition why = condition_of(pn_link_remote_condition(link));
    EXPECT_EQ(why.name, row.accepted ? "" : "amqp:not-found") << name;
    EXPECT_THAT(why.description, HasSubstr(row.accepted ? "" : "404006"));
    if (row.client_sends) EXPECT_EQ(pn_link_credit(link) > 0, row.accepted) << name;
  }
}

TEST_F(HubConnectionTest, SurvivesLinksAndSessionsThatComeAndGo) {
  const auto peer = client();
  ASSERT_TRUE(peer->put_token(token_for("dev1"), "1"));
  for (int i = 0; i < 1100; ++i) {  // more than may be open at once
    pn_link_t* link = peer->receiver("c2d" + std::to_string(i), "/devices/dev1/twin", 0);
    ASSERT_TRUE(peer->settle());
    i % 2 ? pn_link_close(link) : pn_link_detach(link);
    ASSERT_TRUE(peer->settle());
    pn_link_free(link);
  }
  for (int i = 0; i < 1100; ++i) {
    pn_session_t* session = pn_session(peer->pump().connection());
    pn_session_open(session);
    pn_link_t* link = pn_receiver(session, "inside");
    pn_terminus_set_address(pn_link_source(link), "$cbs");
    pn_link_open(link);
    ASSERT_TRUE(peer->settle());
    pn_session_close(session);
    ASSERT_TRUE(peer->settle());
    pn_session_free(session);
  }
}

TEST_F(HubConnectionTest, TooManyLinksEndTheConnection) {
  const auto peer = client();
  for (int i = 0; i < 1100; ++i) peer->receiver(std::to_string(i), "$cbs", 0);
  EXPECT_EQ(peer->settle().error(), AmqpErrc::closed_by_peer);
  EXPECT_EQ(condition_of(pn_connection_remote_condition(peer->pump().connection())).name,
            "amqp:resource-limit-exceeded");
}

TEST_F(HubConnectionTest, WhatIsNoPutTokenIsRefused) {
  const auto peer = client();
  pn_link_t* link = peer->sender("$cbs-sender", "$cbs");
  peer->receiver("$cbs-receiver", "$cbs");
  ASSERT_TRUE(peer->settle());
  pn_delivery(link, pn_dtag("1", 1));
  pn_link_send(link, "garbage", 7);
  pn_link_advance(link);
  ASSERT_TRUE(peer->settle());
  ASSERT_EQ(peer->received.size(), 1u);
  EXPECT_EQ(peer->received[0].properties().get("status-code"), proton::scalar(std::int32_t{400}));
}

TEST_F(HubConnectionTest, MessagesCanAllBeRejected) {
  suffer("messages-refused", {{"code", "403002"}});
  const auto peer = client();
  ASSERT_TRUE(peer->put_token(token_for("dev1"), "1"));
  pn_link_t* link = peer->sender("telemetry", "/devices/dev1/messages/events");
  ASSERT_TRUE(peer->settle());
  pn_delivery_t* delivery = pn_delivery(link, pn_dtag("1", 1));
  const auto bytes = proton::message("21.5").encode();
  pn_link_send(link, bytes.data(), bytes.size());
  pn_link_advance(link);
  ASSERT_TRUE(peer->settle());
  EXPECT_EQ(pn_delivery_remote_state(delivery), PN_REJECTED);
  const PeerCondition why =
      condition_of(pn_disposition_condition(pn_delivery_remote(delivery)));
  EXPECT_EQ(why.name, "com.microsoft:quota-exceeded");
  EXPECT_THAT(why.description, HasSubstr("-TimeStamp:"));
  EXPECT_EQ(hub->observations().messages, 0);
}

TEST_F(HubConnectionTest, AConnectionCanEndAfterSomeMessages) {
  suffer("connection-ends", {{"messages", "2"}});
  const auto peer = client();
  ASSERT_TRUE(peer->put_token(token_for("dev1"), "1"));
  pn_link_t* link = peer->sender("telemetry", "/devices/dev1/messages/events");
  send_message(link, proton::message("1"), 1, false);
  ASSERT_TRUE(peer->settle());
  send_message(link, proton::message("2"), 2, false);
  EXPECT_EQ(peer->settle().error(), boost::asio::error::eof);
  EXPECT_EQ(condition_of(pn_connection_remote_condition(peer->pump().connection())).name, "");
  EXPECT_EQ(hub->observations().messages, 2);
}

TEST_F(HubConnectionTest, ATooLargeMessageEndsTheConnection) {
  const auto peer = client();
  pn_link_t* link = peer->sender("$cbs-sender", "$cbs");
  ASSERT_TRUE(peer->settle());
  const std::string large(1048577, 'x');
  pn_delivery(link, pn_dtag("1", 1));
  pn_link_send(link, large.data(), large.size());
  pn_link_advance(link);
  EXPECT_EQ(peer->settle().error(), AmqpErrc::closed_by_peer);
  EXPECT_EQ(condition_of(pn_connection_remote_condition(peer->pump().connection())).name,
            "amqp:link:message-size-exceeded");
}

TEST_F(HubConnectionTest, EveryClientsSaslIsServed) {
  for (const char* mechanism : {"MSSBCBS", "ANONYMOUS", "EXTERNAL"}) {
    auto stream = connect();
    SaslDetail detail;
    const SaslInit init{mechanism, {}, "hub.test"};
    ASSERT_TRUE(world.run(sasl_client(*stream, init, detail))) << mechanism;
    AmqpClient peer(world, std::move(stream));
    EXPECT_TRUE(peer.put_token(token_for("dev1"), std::uint64_t{0}));
  }
}

TEST_F(HubConnectionTest, AClientOfAnotherProtocolIsToldWhatTheHubSpeaks) {
  auto stream = connect();
  world.run(stream->write(as_bytes("GET / HTTP/1.1\r\n\r\n"))).value();
  Bytes seen;
  EXPECT_EQ(world.run(read_header(*stream, seen)).value(), HeaderKind::amqp);
  EXPECT_EQ(world.run(stream->read_some(seen)).error(), boost::asio::error::eof);
}

TEST_F(HubConnectionTest, AClientThatSaysNothingIsLetGo) {
  auto stream = connect();
  Bytes seen(8);
  EXPECT_EQ(world.run(stream->read_some(seen)).error(), boost::asio::error::eof);
  EXPECT_EQ(world.now(), Instant{60s});
}

}  // namespace
}  // namespace edge::sim
