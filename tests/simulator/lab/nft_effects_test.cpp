// What the scripts do to packets: a client, two routers and a server in namespaces, and the real
// World in the client. nft_script_test.cpp has the text.
#include "simulator/lab/nft_script.hpp"

#include <gtest/gtest.h>

#include <map>

#include "common/world/with_deadline.hpp"
#include "simulator/lab/nft_table.hpp"
#include "tests/support/kernel_world_test.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
namespace errc = boost::system::errc;

const Endpoint kTarget{test::server_address(), 5671};

Match match(auto fill) {
  Match made;
  fill(made);
  return made;
}

Match to_port(std::uint16_t port, Protocol protocol = Protocol::tcp) {
  return match([&](auto& m) { m.protocol = protocol, m.destination_port = port; });
}

class NftEffects : public test::KernelWorldTest {
 protected:
  void rules_on(const test::NetworkNamespace& where, const std::vector<Rule>& rules) {
    Node node;
    node.rules = rules;
    filter_as(where, node);
  }

  void filter_as(const test::NetworkNamespace& where, const Node& node) {
    const Inside here(where);
    tables_[&where].become(nft_script(node));
  }

  DialResult dial(const Endpoint& to, Duration patience = 5s, std::optional<int> ttl = {}) {
    DialOptions options;
    options.ttl = ttl;
    options.deadline = world().now() + patience;
    return unprivileged(world().dial(to, options));
  }

  /// One byte from the client to the other end.
  bool carries(const DialResult& dialled, const Accepted& accepted) {
    if (!unprivileged(dialled.stream->write(as_bytes("x")))) return false;
    Bytes buffer(1);
    const Instant deadline = world().now() + 2s;
    auto read = with_deadline(world(), deadline, accepted.stream->read_some(buffer));
    return unprivileged(std::move(read)).has_value();
  }

 private:
  std::map<const test::NetworkNamespace*, NftTable> tables_;
};

TEST_F(NftEffects, ADropIsSilentUntilTheNextScriptReplacesIt) {
  const auto listener = listen_on_server(kTarget);
  rules_on(line().router1, {{Hook::forward, kFilter, to_port(5671), Drop{}, "fault"},
                            {Hook::input, kMangle, {}, Drop{}, "another chain"}});
  EXPECT_EQ(dial(kTarget, 300ms).error, errc::timed_out);
  rules_on(line().router1, {{Hook::forward, kFilter, to_port(443), Drop{}, "another"}});
  EXPECT_FALSE(dial(kTarget).error);
}

TEST_F(NftEffects, ANodeWithoutIcmpErrorsIsSilentAboutWhatDiesThere) {
  EXPECT_EQ(dial(kTarget, 5s, 1).error, errc::host_unreachable);
  Node node;
  node.icmp_errors = false;
  filter_as(line().router1, node);
  EXPECT_EQ(dial(kTarget, 300ms, 1).error, errc::timed_out);
}

TEST_F(NftEffects, AnAcceptEndsItsOwnChainOnly) {
  const auto listener = listen_on_server(kTarget);
  rules_on(line().router1, {{Hook::forward, kFilter, to_port(5671), Accept{}, ""},
                            {Hook::forward, kFilter, to_port(5671), Drop{}, ""}});
  EXPECT_FALSE(dial(kTarget).error);
  rules_on(line().router1, {{Hook::forward, kFilter, to_port(5671), Accept{}, ""},
                            {Hook::forward, kFilter + 10, to_port(5671), Drop{}, ""}});
  EXPECT_EQ(dial(kTarget, 300ms).error, errc::timed_out);
}

TEST_F(NftEffects, AJumpToDockerUserDoesWhatItsRulesWouldInPlace) {
  const auto listener = listen_on_server(kTarget);
  const Rule policy{Hook::forward, kFilter, to_port(5671), Drop{}, "Docker: policy of FORWARD"};
  rules_on(line().router1, {policy});
  EXPECT_EQ(dial(kTarget, 300ms).error, errc::timed_out);
  rules_on(line().router1, {{Hook::forward, kFilter, to_port(443), Drop{}, "fault"}, policy});
  EXPECT_EQ(dial(kTarget, 300ms).error, errc::timed_out) << "it returns";
  rules_on(line().router1, {{Hook::forward, kFilter, to_port(5671), Accept{}, "fault"}, policy});
  EXPECT_FALSE(dial(kTarget).error) << "an accept ends FORWARD as well";
}

/// An ICMP error that arrives within connect() may be lost until the SYN is repeated a second later
/// (tcp_v4_err(), sock_owned_by_user), so all dials run at once.
TEST_F(NftEffects, EachRejectionArrivesAsWhatItIs) {
  struct Kind {
    RejectKind kind;
    int error;
    std::optional<int> code;  // ICMP type 3, destination unreachable
  };
  const Kind kinds[] = {{RejectKind::tcp_reset, errc::connection_refused, {}},
                        {RejectKind::port_unreachable, errc::connection_refused, 3},
                        {RejectKind::host_unreachable, errc::host_unreachable, 1},
                        {RejectKind::net_unreachable, errc::network_unreachable, 0},
                        {RejectKind::admin_prohibited, errc::host_unreachable, 13}};
  std::vector<Rule> rules;
  std::vector<std::shared_ptr<test::Started<DialResult>>> dials;
  const auto port = [](std::size_t index) { return static_cast<std::uint16_t>(5000 + index); };
  for (std::size_t i = 0; i < std::size(kinds); ++i) {
    rules.push_back({Hook::forward, kFilter, to_port(port(i)), Reject{kinds[i].kind}, "fault"});
  }
  rules_on(line().router1, rules);
  DialOptions options;
  options.deadline = world().now() + 5s;
  for (std::size_t i = 0; i < std::size(kinds); ++i) {
    const Endpoint peer{test::server_address(), port(i)};
    dials.push_back(test::start(context(), world().dial(peer, options)));
  }
  context().restart();
  context().run();
  for (std::size_t i = 0; i < std::size(kinds); ++i) {
    const auto result = dials[i]->take();
    EXPECT_EQ(result.error.value(), kinds[i].error) << i;
    std::optional<int> code;
    if (result.icmp) code = result.icmp->code;
    EXPECT_EQ(code, kinds[i].code) << i;
    EXPECT_TRUE(!result.icmp || result.icmp->sender == test::address("192.0.2.1")) << i;
  }
}

TEST_F(NftEffects, DestinationNatLeadsElsewhere) {
  const auto listener = listen_on_server(kTarget);
  rules_on(line().router1,
           {{Hook::prerouting, kDestinationNat, to_port(443), DestinationNat{kTarget}, ""}});
  const auto dialled = dial({test::address("203.0.113.99"), 443});
  ASSERT_FALSE(dialled.error);
  const auto accepted = unprivileged(listener->accept());
  EXPECT_EQ(accepted->peer, dialled.local);
  EXPECT_TRUE(carries(dialled, *accepted));
}

TEST_F(NftEffects, AMasqueradeKeepsPortsAndItsConnectionsOutliveTheScript) {
  const auto listener = listen_on_server(kTarget);
  const auto leaving = match([](auto& m) { m.out_interface = "far"; });
  std::vector<Rule> rules{{Hook::postrouting, kSourceNat, leaving, Masquerade{}, "site NAT"}};
  rules_on(line().router1, rules);
  const auto dialled = dial(kTarget);
  ASSERT_FALSE(dialled.error);
  const auto accepted = unprivileged(listener->accept());
  EXPECT_EQ(accepted->peer, (Endpoint{test::address("198.51.100.1"), dialled.local->port}));
  // Still known to be established, and still translated: else its packets would be dropped.
  const auto fresh = match([](auto& m) { m.state = ConnectionState::fresh; });
  rules.push_back({Hook::forward, kFilter, fresh, Drop{}, "fault"});
  rules_on(line().router1, rules);
  EXPECT_TRUE(carries(dialled, *accepted));
  EXPECT_EQ(dial(kTarget, 300ms).error, errc::timed_out);
}

TEST_F(NftEffects, AMarkOfTheOutputHookChoosesTheTable) {
  line().client.ip("rule add fwmark 7 table 100\n"
                   "route add unreachable default table 100");
  rules_on(line().client, {{Hook::output, kMangle, to_port(53, Protocol::udp), SetMark{7}, ""}});
  const auto send = [&](std::uint16_t port) {
    const Endpoint peer{test::server_address(), port};
    const auto socket = world().datagram({}).value();
    return unprivileged(socket->send_to(as_bytes("x"), peer));
  };
  EXPECT_TRUE(send(5353));
  EXPECT_EQ(send(53).error(), errc::host_unreachable);
}

/// As with iptables' "! -i": no name is another name.
TEST_F(NftEffects, APacketMadeHereComesFromNoInterface) {
  const auto listener = listen_on_server(kTarget);
  const auto any = match([](auto& m) { m.in_interface = "uplink"; });
  rules_on(line().client, {{Hook::output, kFilter, any, Drop{}, ""}});
  EXPECT_FALSE(dial(kTarget).error);
  const auto other = match([](auto& m) { m.not_in_interface = "uplink"; });
  rules_on(line().client, {{Hook::output, kFilter, other, Drop{}, ""}});
  EXPECT_EQ(dial(kTarget, 300ms).error, errc::timed_out);
}

}  // namespace
}  // namespace edge::sim
