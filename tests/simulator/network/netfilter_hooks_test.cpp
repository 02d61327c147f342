// The hooks of one node without the way between them: verdicts, marks, the life of a translation.
#include "simulator/network/netfilter_hooks.hpp"

#include "tests/simulator/network/network_fixture.hpp"

namespace edge {
namespace {

const std::string kInsideHost = "172.18.0.2:40000";
const std::string kOutsideHost = "10.0.3.2:5671";

/// The host of nat_chain(): 172.18.0.1 on br0 inside, 10.0.1.2 on eth0 outside.
class HookedHost {
 public:
  explicit HookedHost(const std::vector<Rule>& rules) { take(rules); }

  void take(const std::vector<Rule>& rules) {
    host_.rules = rules;
    routing_ = std::make_unique<Routing>(host_);
    hooks_.configure(host_.rules, *routing_);
  }
  Node& host() { return host_; }

  PacketContext context(const Packet& packet, bool outward = true) {
    PacketContext made;
    made.packet = packet;
    made.in = &host_.interfaces[outward ? 0 : 1];
    return made;
  }
  HookVerdict run(Hook hook, PacketContext& context) { return hooks_.run(hook, context, {}); }

  /// Forwards from br0 to eth0 ("outward") or back; what is left of it, or "lost".
  std::string pass(const Packet& packet, bool outward = true) {
    PacketContext passing = context(packet, outward);
    if (!run(Hook::prerouting, passing).accepted) return "lost";
    passing.route = routing_->lookup({passing.packet.destination, passing.packet.source, 0});
    passing.out = passing.route.interface;
    const bool left = run(Hook::forward, passing).accepted &&
                      run(Hook::postrouting, passing).accepted && hooks_.confirm(passing, {});
    return left ? describe(passing.packet) : "lost";
  }

 private:
  Topology topology_ = nat_chain();
  Node& host_ = node(topology_, "host");
  std::unique_ptr<Routing> routing_;
  NetfilterHooks hooks_;
};

const Rule kMasqueradeAll = rule(Hook::postrouting, {}, Masquerade{}, kSourceNat);

TEST(NetfilterHooks, NoRulesAcceptEverything) {
  NetfilterHooks unconfigured;
  PacketContext context;
  for (const Hook hook : {Hook::prerouting, Hook::input, Hook::forward, Hook::output,
                          Hook::postrouting}) {
    EXPECT_TRUE(unconfigured.run(hook, context, {}).accepted);
  }
  EXPECT_TRUE(unconfigured.confirm(context, {}));
  EXPECT_FALSE(context.tracked.connection) << "nothing asks for connections";
}

TEST(NetfilterHooks, ADroppedPacketIsAnsweredOnlyIfItIsRejected) {
  HookedHost dropping({rule(Hook::forward, {}, Drop{})});
  HookedHost rejecting({rule(Hook::forward, {}, Reject{RejectKind::admin_prohibited})});
  auto context = dropping.context(syn(kInsideHost, kOutsideHost));
  const HookVerdict dropped = dropping.run(Hook::forward, context);
  EXPECT_FALSE(dropped.accepted);
  EXPECT_EQ(dropped.reject, std::nullopt);
  context = rejecting.context(syn(kInsideHost, kOutsideHost));
  const HookVerdict rejected = rejecting.run(Hook::forward, context);
  EXPECT_FALSE(rejected.accepted);
  EXPECT_EQ(rejected.reject, RejectKind::admin_prohibited);
  EXPECT_TRUE(rejecting.run(Hook::input, context).accepted) << "another hook";
}

TEST(NetfilterHooks, AcceptEndsItsChainNotTheHook) {
  HookedHost host({rule(Hook::forward, {}, Accept{}, kMangle),
                   rule(Hook::forward, {}, SetMark{1}, kMangle),
                   rule(Hook::forward, {}, SetMark{2}), rule(Hook::forward, {}, Drop{})});
  auto context = host.context(syn(kInsideHost, kOutsideHost));
  EXPECT_FALSE(host.run(Hook::forward, context).accepted);
  EXPECT_EQ(context.packet.mark, 2u);
}

TEST(NetfilterHooks, AMarkIsKeptWithTheConnection) {
  HookedHost host({rule(Hook::prerouting, {}, SetMark{42}, kMangle),
                   rule(Hook::prerouting, {}, SaveMark{}, kMangle),
                   rule(Hook::output, {}, RestoreMark{}, kMangle)});
  auto request = host.context(syn(kInsideHost, "172.18.0.1:22"));
  ASSERT_TRUE(host.run(Hook::prerouting, request).accepted);
  ASSERT_EQ(request.packet.mark, 42u);
  PacketContext reply;
  reply.packet = answer(request.packet);
  reply.tracked = related_to(request.tracked);
  ASSERT_TRUE(host.run(Hook::output, reply).accepted);
  EXPECT_EQ(reply.packet.mark, 42u);
}

TEST(NetfilterHooks, AMasqueradedConnectionIsTranslatedBothWays) {
  HookedHost host({kMasqueradeAll});
  EXPECT_EQ(host.pass(syn(kInsideHost, kOutsideHost)), "tcp syn 10.0.1.2:40000>10.0.3.2:5671");
  EXPECT_EQ(host.pass(answer(syn("10.0.1.2:40000", kOutsideHost)), false),
            "tcp syn ack 10.0.3.2:5671>172.18.0.2:40000");
}

TEST(NetfilterHooks, AMasqueradedConnectionEndsWithItsAddress) {
  HookedHost host({kMasqueradeAll});
  ASSERT_EQ(host.pass(syn(kInsideHost, kOutsideHost)), "tcp syn 10.0.1.2:40000>10.0.3.2:5671");
  host.take({kMasqueradeAll});
  EXPECT_EQ(host.pass(syn(kInsideHost, kOutsideHost)), "tcp syn 10.0.1.2:40000>10.0.3.2:5671");
  host.host().interfaces[1].addresses = {prefix_literal("10.0.1.77/24")};
  host.take({kMasqueradeAll});
  EXPECT_EQ(host.pass(syn(kInsideHost, kOutsideHost)), "tcp syn 10.0.1.77:40000>10.0.3.2:5671");
}

TEST(NetfilterHooks, ARouteThatChangesCostsAMasqueradedConnectionOnePacket) {
  HookedHost host({kMasqueradeAll});
  ASSERT_NE(host.pass(syn(kInsideHost, kOutsideHost)), "lost");
  host.host().interfaces.push_back(interface("wlan0", "192.0.2.5/24"));
  host.host().routes = {via("0.0.0.0/0", "192.0.2.1", "wlan0")};
  host.take({kMasqueradeAll});
  EXPECT_EQ(host.pass(syn(kInsideHost, kOutsideHost)), "lost");
  EXPECT_EQ(host.pass(syn(kInsideHost, kOutsideHost)), "tcp syn 192.0.2.5:40000>10.0.3.2:5671");
}

}  // namespace
}  // namespace edge
