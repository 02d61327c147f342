// Telemetry in the forms that clients send it: settled or not, single or in batches.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <proton/annotation_key.hpp>
#include <proton/binary.hpp>
#include <proton/symbol.hpp>
#include <proton/uuid.hpp>

#include "simulator/hub/amqp/message_sections.hpp"
#include "simulator/hub/amqp/nodes/message_text.hpp"
#include "tests/support/amqp_client.hpp"
#include "tests/support/hub_fixture.hpp"

namespace edge::sim {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kTelemetryAddress = "/devices/dev1/messages/events";

proton::message data_message(const std::string& body) {
  proton::message message;
  set_data(message, body);
  return message;
}

/// Data sections, one after the other, as a sender of batches writes them.
std::vector<char> batch_of(const std::vector<std::string>& bodies) {
  std::vector<char> bytes;
  for (const auto& body : bodies) {
    const auto size = static_cast<std::uint32_t>(body.size());
    bytes.insert(bytes.end(), {0x00, 0x53, 0x75, static_cast<char>(0xb0)});
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(size >> shift));
    bytes.insert(bytes.end(), body.begin(), body.end());
  }
  return bytes;
}

std::string encoded(const proton::message& message) {
  const auto bytes = message.encode();
  return {bytes.begin(), bytes.end()};
}

struct TelemetryTest : testing::Test, test::HubFixture {
  void SetUp() override {
    peer = std::make_unique<test::AmqpClient>(world, connect());
    ASSERT_TRUE(peer->put_token(token_for("dev1"), "1"));
    link = peer->sender("telemetry", kTelemetryAddress);
    ASSERT_TRUE(peer->settle());
  }
  void send_bytes(const std::vector<char>& bytes) {
    pn_delivery(link, pn_dtag("raw", 3));
    pn_link_send(link, bytes.data(), bytes.size());
    pn_link_advance(link);
    ASSERT_TRUE(peer->settle());
  }
  std::vector<std::string> bodies() {
    std::vector<std::string> texts;
    for (const auto& arrival : hub->telemetry().newest()) texts.push_back(arrival.body);
    return texts;
  }
  std::unique_ptr<test::AmqpClient> peer;
  pn_link_t* link = nullptr;
};

TEST_F(TelemetryTest, ArrivesSettledAndUnsettled) {
  peer->send(link, data_message("kept"));
  ASSERT_TRUE(peer->settle());
  EXPECT_EQ(peer->last_outcome(), static_cast<std::uint64_t>(PN_ACCEPTED));
  peer->send(link, data_message("settled"), true);
  ASSERT_TRUE(peer->settle());
  EXPECT_THAT(bodies(), ElementsAre("kept", "settled"));
}

TEST_F(TelemetryTest, KeepsWhatTheSdksPutIntoAMessage) {
  proton::message message = data_message("x");
  message.id(proton::uuid::copy("0123456789abcdef"));
  message.content_type("application/json");
  message.content_encoding("utf-8");
  message.properties().put("alert", true);
  message.properties().put("n", 7);
  message.properties().put("text", "t");
  peer->send(link, message);
  ASSERT_TRUE(peer->settle());
  const Arrival& arrival = hub->telemetry().newest().at(0);
  EXPECT_EQ(arrival.message_id, "30313233-3435-3637-3839-616263646566");
  EXPECT_EQ(arrival.content_type, "application/json");
  EXPECT_EQ(arrival.content_encoding, "utf-8");
  EXPECT_EQ(arrival.properties, (std::map<std::string, std::string>{
                                    {"alert", "true"}, {"n", "7"}, {"text", "t"}}));
  EXPECT_EQ(arrival.from, (Identity{"dev1", {}}));
  EXPECT_EQ(arrival.sequence, 1u);
}

TEST_F(TelemetryTest, PropertiesThatAreNoSimpleValuesAreRejectedAndTheHubLives) {
  const std::string body("\0\x53\x75\xa0\x01x", 6);
  const std::string maps[] = {std::string("\xc1\x07\x02\xa1\x01l\xc0\x01\x00", 9),  // a list
                              std::string("\xc1\x06\x02\x52\x01\xa1\x01x", 8),  // named by a number
                              std::string("\xc1\x01\x01", 3),                  // of one element
                              std::string("\xc0\x04\x01\xa1\x01x", 6),         // no map at all
                              std::string("\xc1\x07\x02\xa3\x01k\xa1\x01x", 9)};  // by a symbol
  for (const auto& map : maps) {
    const std::string bytes = std::string("\0\x53\x74", 3) + map + body;
    send_bytes({bytes.begin(), bytes.end()});
    EXPECT_EQ(std::exchange(peer->rejection, ""), "amqp:decode-error");
  }
  EXPECT_THAT(bodies(), IsEmpty());
}

TEST_F(TelemetryTest, NothingOfAnEarlierMessageIsKeptWithALaterOne) {
  proton::message secret("secret"), bare;
  secret.id("secret");
  secret.content_type("secret");
  bare.properties().put("a", "b");
  peer->send(link, secret);
  peer->send(link, bare);
  ASSERT_TRUE(peer->settle());
  EXPECT_THAT(bodies(), ElementsAre("secret", ""));
  EXPECT_EQ(hub->telemetry().newest()[1].message_id, "");
  EXPECT_EQ(hub->telemetry().newest()[1].content_type, "");
}

TEST_F(TelemetryTest, WhatIsNoMessageIsRejectedAndTheLinkLives) {
  using namespace std::string_view_literals;
  const auto body = "\0\x53\x75\xa0\x01x"sv;
  std::vector<std::string> malformed{
      "", "\xff\xfe",
      std::string(body) + "\xff",                          // something after the last section
      std::string(body.substr(0, 5)),                      // cut off
      std::string("\0\xa3\x10" "amqp:data:binary\xa0\x01x", 21),  // named by a symbol
      std::string("\0\x53\x75\xa1\x01x", 6),              // a string in a data section
      std::string("\0\x53\x77\xc0\x04\x02\xa1\x01x", 9),  // a list of less than it says
      std::string(body) + std::string("\0\x53\x77\x40", 4),           // data and a value
      std::string("\0\x53\x76\x45\0\x53\x76\x45", 8),               // two sequences
      std::string("\0\x53\x77\xf0\0\0\0\x05\x7f\xff\xff\xff\x40", 13),  // 2^31 nulls
      std::string("\0\x53\x72\xf0\0\0\0\x05\x7f\xff\xff\xff\x40\0\x53\x77\x40", 17),
      std::string("\0\x53\x73\xc0\x03\x02\xa1\x00", 8) + std::string(body),  // properties cut
      std::string("\0\x53\x73\x45\0\x53\x73\x45", 8) + std::string(body)};   // and twice
  const auto batch = batch_of({encoded(data_message("one")), "no message"});
  malformed.emplace_back(batch.begin(), batch.end());
  for (const auto& bytes : malformed) {
    peer->rejection.clear();
    send_bytes({bytes.begin(), bytes.end()});
    EXPECT_EQ(peer->rejection, "amqp:decode-error") << testing::PrintToString(bytes);
  }
  peer->send(link, data_message("whole"));
  ASSERT_TRUE(peer->settle());
  EXPECT_THAT(bodies(), ElementsAre("whole"));
}

TEST_F(TelemetryTest, AMessageWithoutABodyIsOneToo) {
  const std::string_view properties("\0\x53\x73\xc0\x04\x01\xa1\x01i", 9);
  send_bytes({properties.begin(), properties.end()});
  EXPECT_EQ(peer->last_outcome(), static_cast<std::uint64_t>(PN_ACCEPTED));
  EXPECT_THAT(bodies(), ElementsAre(""));
  EXPECT_EQ(hub->telemetry().newest()[0].message_id, "i");
}

TEST_F(TelemetryTest, AnAmqpValueIsABodyToo) {
  peer->send(link, proton::message("text"));
  ASSERT_TRUE(peer->settle());
  EXPECT_THAT(bodies(), ElementsAre("text"));
}

TEST_F(TelemetryTest, ABatchArrivesAsItsMessages) {
  proton::message first = data_message("one");
  first.properties().put("k", "v");
  send_bytes(batch_of({encoded(first), encoded(data_message("two")), encoded(data_message(""))}));
  EXPECT_EQ(peer->last_outcome(), static_cast<std::uint64_t>(PN_ACCEPTED));
  EXPECT_THAT(bodies(), ElementsAre("one", "two", ""));
  EXPECT_EQ(hub->telemetry().newest()[0].properties.at("k"), "v");
  EXPECT_EQ(hub->observations().messages, 3);
}

TEST_F(TelemetryTest, NumbersThatAreLackingAreCounted) {
  const auto send_numbered = [&](const proton::scalar& number) {
    proton::message message = data_message("x");
    message.properties().put("sequenceNumber", number);
    peer->send(link, message);
    EXPECT_TRUE(peer->settle());
    return hub->observations().lost;
  };
  peer->send(link, data_message("has none"));
  ASSERT_TRUE(peer->settle());
  EXPECT_EQ(hub->observations().lost, std::nullopt);
  EXPECT_EQ(send_numbered("7 or so"), std::nullopt);
  EXPECT_EQ(send_numbered("7"), 0);
  EXPECT_EQ(send_numbered(std::int64_t{10}), 2);
  EXPECT_EQ(send_numbered("8"), 1) << "sent again, late";
}

TEST_F(TelemetryTest, WhatIsTooLargeIsRejectedAndTheLinkLives) {
  peer->send(link, data_message(std::string(300'000, 'x')));
  ASSERT_TRUE(peer->settle());
  EXPECT_EQ(peer->rejection, "amqp:link:message-size-exceeded");
  peer->send(link, data_message("small"));
  ASSERT_TRUE(peer->settle());
  EXPECT_THAT(bodies(), ElementsAre("small"));
}

TEST_F(TelemetryTest, AModulesOutputIsAccepted) {
  ASSERT_TRUE(peer->put_token(token_for("dev1", "$edgeAgent"), "2"));
  pn_link_t* module = peer->sender("m", "/devices/dev1/modules/%24edgeAgent/messages/events");
  pn_link_t* inputs = peer->receiver("i", "/devices/dev1/modules/%24edgeAgent/messages/events");
  peer->send(module, data_message("x"));
  ASSERT_TRUE(peer->settle());
  EXPECT_TRUE(pn_link_state(inputs) & PN_REMOTE_ACTIVE);
  EXPECT_EQ(hub->telemetry().newest().at(0).from, (Identity{"dev1", "$edgeAgent"}));
}

/// What Proton makes of the same bytes, field by field.
MessageFields by_proton(const std::vector<char>& bytes) {
  const proton::message& message = decoded(bytes);
  return {text_of(message.id()), message.content_type(), message.content_encoding(),
          properties_of(message).value()};
}

ByteView view(const std::vector<char>& bytes) { return as_bytes({bytes.data(), bytes.size()}); }

std::optional<MessageFields> in_place(const std::vector<char>& bytes) {
  const auto message = sections_of(view(bytes));
  MessageFields fields;
  if (!message || !read_text_fields(*message, fields)) return std::nullopt;
  return fields;
}

TEST(MessageSections, WhatIsReadInPlaceIsWhatProtonDecodes) {
  proton::message plain = data_message("x");
  proton::message full = data_message("x");
  full.id("id-1");
  full.correlation_id(7u);
  full.user("someone");
  full.content_type("application/json");
  full.content_encoding("utf-8");
  full.creation_time(proton::timestamp(1));
  full.message_annotations().put(proton::symbol("iothub-interface-id"), "i");
  full.properties().put("", "empty name");
  full.properties().put("long", std::string(300, 'x'));
  full.properties().put("n\xff", "no utf-8: \xff");
  proton::message value("an amqp-value");
  value.id("id-2");
  for (const proton::message& message : {plain, full, value}) {
    const auto bytes = message.encode();
    EXPECT_EQ(in_place(bytes), by_proton(bytes)) << message;
  }
}

TEST(MessageSections, WhatIsNoTextIsLeftToProton) {
  proton::message numbered = data_message("x"), number = data_message("x");
  numbered.id(7u);
  number.properties().put("n", 7);
  for (const proton::message& message : {numbered, number}) {
    EXPECT_EQ(in_place(message.encode()), std::nullopt) << message;
  }
  const auto with = [](std::string_view section) {  // and a body
    std::string bytes(section);
    bytes += std::string_view("\0\x53\x75\xa0\x01x", 6);
    return std::vector<char>(bytes.begin(), bytes.end());
  };
  using namespace std::string_view_literals;
  for (const auto section : {
           "\0\x53\x73\xc0\x04\x01\xa3\x01i"sv,               // message-id: a symbol
           "\0\x53\x73\xc0\x03\x02\xa1\x00"sv,                // a field fewer than it says
           "\0\x53\x73\x45\0\x53\x73\x45"sv,                  // properties twice
           "\0\x53\x74\xc1\x04\x01\xa1\x01k"sv,               // a key without a value
           "\0\x53\x74\xc1\x05\x02\xa1\x01k\x40"sv,           // null
           "\0\x53\x74\xc1\x0d\x04\xa1\x01k\xa1\x01" "a\xa1\x01k\xa1\x01" "b"sv,  // a key twice
           "\0\x53\x74\x45"sv}) {                              // a list
    EXPECT_EQ(in_place(with(section)), std::nullopt) << testing::PrintToString(section);
  }
}

TEST(MessagesIn, ABatchIsWhatConsistsOfMessagesThroughout) {
  const std::string inner = encoded(data_message("one"));
  auto batch = batch_of({inner, inner});
  EXPECT_EQ(messages_in(view(batch))->size(), 2u);
  const auto no_body = std::string("\0\x53\x74\xc1\x01\0", 6);
  const auto pair = batch_of({no_body, inner}), single = batch_of({no_body});
  EXPECT_EQ(messages_in(view(pair))->size(), 2u);
  EXPECT_EQ(messages_in(view(single))->at(0).body, BodyKind::none);
  const auto cut = inner.substr(0, inner.size() - 1);
  for (const std::string& last : {"two"s, inner + "x", cut}) {
    const auto plain = batch_of({last});
    EXPECT_EQ(messages_in(view(plain))->size(), 1u) << last;
    const auto spoilt = batch_of({inner, last});
    EXPECT_FALSE(messages_in(view(spoilt))) << last;
  }
  const auto parts = batch_of({"one", "two"});
  EXPECT_EQ(joined_data(messages_in(view(parts))->at(0)), "onetwo");
  while (!batch.empty()) {  // every truncation ends in an answer
    batch.pop_back();
    messages_in(view(batch));
  }
}

}  // namespace
}  // namespace edge::sim
