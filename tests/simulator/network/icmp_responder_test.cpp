// Which ICMP errors one node sends, asked without a network around it.
#include "simulator/network/icmp_responder.hpp"

#include "tests/simulator/network/network_fixture.hpp"

namespace edge {
namespace {

using namespace std::chrono_literals;

const std::string kAskingPeer = "10.0.1.2:40000";
const std::string kAskedServer = "10.0.3.2:5671";

/// r1 of chain(): 10.0.1.1 towards the client, 10.0.2.1 towards the rest.
class RouterThatAnswers {
 public:
  explicit RouterThatAnswers(bool enabled = true) { icmp_.configure(enabled, routing_); }

  /// "icmp ..." as describe() has it; empty: no error is sent.
  std::string error(const Packet& about, IcmpReason reason, Instant now = {}) {
    const auto error = icmp_.error(arriving(about), reason, now);
    return error ? describe(error->packet) : "";
  }
  int errors_to(const std::string& peer, int asked, Instant now = {}) {
    int sent = 0;
    for (int i = 0; i < asked; ++i) {
      sent += error(syn(peer, kAskedServer), IcmpReason::time_exceeded, now).empty() ? 0 : 1;
    }
    return sent;
  }
  PacketContext arriving(const Packet& packet) const {
    PacketContext context;
    context.packet = packet;
    context.in = &node_.interfaces[0];
    return context;
  }

  IcmpResponder& icmp() { return icmp_; }
  const Routing& routing() const { return routing_; }

 private:
  Topology topology_ = chain();
  const Node& node_ = node(topology_, "r1");
  Routing routing_{node_};
  IcmpResponder icmp_;
};

TEST(IcmpResponder, AnswersFromTheAddressTowardsTheSender) {
  RouterThatAnswers router;
  EXPECT_EQ(router.error(syn(kAskingPeer, kAskedServer), IcmpReason::time_exceeded),
            "icmp 11/0 10.0.1.1>10.0.1.2 about tcp 10.0.1.2:40000>10.0.3.2:5671");
}

TEST(IcmpResponder, AnswersFromTheAddressThatWasAskedIfItIsItsOwn) {
  RouterThatAnswers router;
  EXPECT_EQ(router.error(syn(kAskingPeer, "10.0.2.1:22"), IcmpReason::port_unreachable),
            "icmp 3/3 10.0.2.1>10.0.1.2 about tcp 10.0.1.2:40000>10.0.2.1:22");
}

TEST(IcmpResponder, RationsErrorsPerPeer) {
  RouterThatAnswers router;
  EXPECT_EQ(router.errors_to(kAskingPeer, 10), 6);
  EXPECT_EQ(router.errors_to("10.0.1.3:40000", 10), 6) << "another peer";
  EXPECT_EQ(router.errors_to(kAskingPeer, 10, Instant{2500ms}), 2);
}

TEST(IcmpResponder, PacketTooBigAndItsOwnProgramsAreNotRationed) {
  RouterThatAnswers router;
  EXPECT_EQ(router.errors_to(kAskingPeer, 7), 6);
  EXPECT_NE(router.error(syn(kAskingPeer, kAskedServer), IcmpReason::packet_too_big), "");
  EXPECT_EQ(router.errors_to("10.0.1.1:40000", 10), 10);
}

TEST(IcmpResponder, ErrorsOfSocketsCountToo) {
  RouterThatAnswers router;
  const auto peer = ip("10.0.1.2");
  const auto route = router.routing().lookup({peer, std::nullopt, 0});
  for (int i = 0; i < 6; ++i) EXPECT_TRUE(router.icmp().may_send(peer, route, false, {}));
  EXPECT_FALSE(router.icmp().may_send(peer, route, false, {}));
  EXPECT_EQ(router.errors_to(kAskingPeer, 1), 0);
}

TEST(IcmpResponder, SomePacketsAreNeverAnswered) {
  RouterThatAnswers router;
  Packet icmp = syn(kAskingPeer, kAskedServer);
  icmp.payload = icmp_error(IcmpReason::host_unreachable, syn(kAskedServer, kAskingPeer));
  EXPECT_EQ(router.error(icmp, IcmpReason::time_exceeded), "");
  EXPECT_EQ(router.error(syn("0.0.0.0:68", kAskedServer), IcmpReason::time_exceeded), "");
  EXPECT_EQ(router.error(syn("[2001:db8::1]:1", "[2001:db8::2]:2"), IcmpReason::time_exceeded),
            "")
      << "no route back";
  EXPECT_EQ(RouterThatAnswers(false).errors_to(kAskingPeer, 1), 0) << "icmp_errors is off";
}

TEST(IcmpResponder, ErrorsBelongToTheConnectionTheyAreAbout) {
  RouterThatAnswers router;
  ConnectionTable connections;
  auto about = router.arriving(syn(kAskingPeer, kAskedServer));
  about.tracked = connections.track(about.packet, {});
  const auto error = router.icmp().error(about, IcmpReason::time_exceeded, {});
  ASSERT_TRUE(error);
  EXPECT_EQ(error->tracked.connection, about.tracked.connection);
  EXPECT_EQ(error->tracked.state, ConnectionState::related);
  EXPECT_TRUE(error->tracked.reply);
}

TEST(IcmpResponder, ReasonsOfRoutesDifferByFamily) {
  using Kind = RouteDecision::Kind;
  EXPECT_EQ(unroutable_reason(Kind::none, false), IcmpReason::net_unreachable);
  EXPECT_EQ(unroutable_reason(Kind::unreachable, false), IcmpReason::host_unreachable);
  EXPECT_EQ(unroutable_reason(Kind::unreachable, true), IcmpReason::net_unreachable);
  EXPECT_EQ(unroutable_reason(Kind::prohibit, true), IcmpReason::admin_prohibited);
  EXPECT_EQ(unroutable_reason(Kind::blackhole, false), std::nullopt);
}

}  // namespace
}  // namespace edge
