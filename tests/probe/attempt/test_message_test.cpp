// The test message against peers that answer it in every way that AMQP knows, or not at all.
#include "probe/attempt/test_message.hpp"

#include <gtest/gtest.h>
#include <proton/connection.h>
#include <proton/session.h>

#include "common/amqp/error.hpp"
#include "common/amqp/message.hpp"
#include "tests/support/memory_world.hpp"

namespace edge::probe {
namespace {

using namespace std::chrono_literals;

/// What a peer does with the first message that it gets.
struct Treatment {
  std::uint64_t state = 0;  // PN_ACCEPTED, ...; 0: none
  bool settles = false;
  std::string condition{}, description{};
  bool detaches = false;
  int credit = 10;
};

/// Opens whatever the other end opens.
class AnsweringPeer {
 public:
  AnsweringPeer(test::MemoryWorld& world, std::unique_ptr<Stream> stream, Treatment treatment)
      : treatment_(std::move(treatment)),
        pump_(world.alarms, std::move(stream), {.server = true, .container_id = "peer"},
              {[this](pn_event_t* event) { on_event(event); }, {}}) {}

  Awaitable<void> serve() {
    co_await pump_.run_until([] { return false; });
  }
  const std::vector<char>& got() const { return got_; }

 private:
  void on_event(pn_event_t* event) {
    switch (pn_event_type(event)) {
      case PN_CONNECTION_REMOTE_OPEN: return pn_connection_open(pn_event_connection(event));
      case PN_SESSION_REMOTE_OPEN: return pn_session_open(pn_event_session(event));
      case PN_LINK_REMOTE_OPEN: return accept(pn_event_link(event));
      case PN_DELIVERY: return treat(pn_event_delivery(event));
      default: return;
    }
  }

  void accept(pn_link_t* link) {
    pn_terminus_copy(pn_link_target(link), pn_link_remote_target(link));
    pn_link_open(link);
    pn_link_flow(link, treatment_.credit);
  }

  void treat(pn_delivery_t* delivery) {
    const auto encoded = inbox_.take_encoded(delivery);
    if (!encoded || !*encoded) return;
    got_ = **encoded;
    if (treatment_.detaches) {
      pn_link_t* link = pn_delivery_link(delivery);
      set_condition(pn_link_condition(link), treatment_.condition, treatment_.description);
      return pn_link_close(link);
    }
    if (!treatment_.condition.empty()) {
      set_condition(pn_disposition_condition(pn_delivery_local(delivery)), treatment_.condition,
                    treatment_.description);
    }
    if (treatment_.state != 0) pn_delivery_update(delivery, treatment_.state);
    if (treatment_.settles) pn_delivery_settle(delivery);
  }

  Treatment treatment_;
  MessageInbox inbox_{65536};
  std::vector<char> got_;
  AmqpPump pump_;
};

struct Sent {
  Result<void> result;
  MessageDetail detail;
  Instant ended;
  std::string body;
};

/// A telemetry link to such a peer, and the message on it.
Awaitable<Result<void>> open_and_send(World& world, SessionState& session, Sent& sent) {
  pn_connection_open(session.pump.connection());
  session.telemetry = session.new_sender(session.begin_session(), "telemetry");
  pn_terminus_set_address(pn_link_target(session.telemetry), "/messages/events");
  pn_link_open(session.telemetry);
  const auto attached = co_await session.wait_until_attached(session.telemetry);
  if (!attached) co_return attached;
  const auto result = co_await send_test_message(session, sent.detail);
  sent.ended = world.now();
  co_return result;
}

Sent sent_to(Treatment treatment) {
  test::MemoryWorld world;
  auto [near, far] = world.connect_pair();
  AnsweringPeer peer(world, std::move(far), std::move(treatment));
  world.start(peer.serve());
  SessionState session(world, std::move(near), "hub.test", {}, {});
  Sent sent;
  sent.result = world.run(open_and_send(world, session, sent));
  if (!peer.got().empty()) {
    const auto* message = decode_message(peer.got()).value();
    sent.body = std::string(proton::get<proton::binary>(message->body()));
  }
  return sent;
}

TEST(TestMessage, IsAcceptedSettledOrNot) {
  for (const bool settles : {true, false}) {
    const Sent sent = sent_to({.state = PN_ACCEPTED, .settles = settles});
    EXPECT_TRUE(sent.result);
    EXPECT_EQ(sent.detail.disposition, "accepted");
    EXPECT_EQ(sent.detail.bytes, static_cast<int>(sent.body.size()));
    EXPECT_EQ(sent.body, kTestMessage);
    EXPECT_EQ(sent.detail.message_id.size(), 36u);
    EXPECT_EQ(sent.ended, Instant{});
  }
}

TEST(TestMessage, OtherDispositionsAreNamedWithTheirWords) {
  const struct {
    std::uint64_t state;
    const char* name;
  } rows[] = {{PN_REJECTED, "rejected"}, {PN_RELEASED, "released"}, {PN_MODIFIED, "modified"},
              {0, "settled"}};
  for (const auto& row : rows) {
    const Sent sent = sent_to({.state = row.state, .settles = true});
    EXPECT_EQ(sent.result.error(), AmqpErrc::refused) << row.name;
    EXPECT_EQ(sent.detail.disposition, row.name);
    EXPECT_EQ(sent.detail.condition, "");
  }
  const Sent sent = sent_to({PN_REJECTED, true, "com.microsoft:quota-exceeded",
                             R"({"errorCode":403002,"message":"no\u001b more"})"});
  EXPECT_EQ(sent.detail.condition, "com.microsoft:quota-exceeded");
  EXPECT_EQ(sent.detail.hub_error_code, 403002);
}

TEST(TestMessage, APeerThatEndsTheLinkInsteadSaysWhy) {
  const Sent sent = sent_to({.condition = "amqp:link:stolen",
                             .description = "again\x1b[31m", .detaches = true});
  EXPECT_EQ(sent.result.error(), AmqpErrc::detached);
  EXPECT_EQ(sent.detail.disposition, "");
  EXPECT_EQ(sent.detail.condition, "amqp:link:stolen");
  EXPECT_EQ(sent.detail.description, R"(again\x1b[31m)");
}

TEST(TestMessage, SilenceAndWantOfCreditEndAfterHalfAMinute) {
  for (const int credit : {10, 0}) {
    const Sent sent = sent_to({.credit = credit});
    EXPECT_EQ(sent.result.error(), boost::system::errc::timed_out);
    EXPECT_EQ(sent.ended, Instant{30s});
    EXPECT_EQ(sent.body.empty(), credit == 0);
  }
}

}  // namespace
}  // namespace edge::probe
