// The text of the scripts, and that the kernel takes every one of them. nft_effects_test.cpp shows
// what they then do.
#include "simulator/lab/nft_script.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <stdexcept>

#include "common/world/real/network_namespace.hpp"
#include "simulator/faults/faults.hpp"
#include "simulator/lab/nft_table.hpp"
#include "simulator/topologies/topologies.hpp"

namespace edge::sim {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string kTable = "table ip edgesim {\n";

Node node_with(std::vector<Rule> rules) {
  Node node;
  node.rules = std::move(rules);
  return node;
}

Match match_with(auto fill) {
  Match made;
  fill(made);
  return made;
}

Match to_tcp_port(std::uint16_t port, std::optional<Protocol> protocol = Protocol::tcp) {
  return match_with([&](auto& m) { m.protocol = protocol, m.destination_port = port; });
}

/// What stands between the chain's head and its end.
std::string lines_of(const Rule& rule) {
  const auto script = nft_script(node_with({rule}));
  const auto head = script.find("accept;\n");
  if (head == std::string::npos) return script;
  return script.substr(head + 8, script.rfind("  }\n}\n") - head - 8);
}

struct Row {
  Rule rule;
  std::string lines;
};

const Endpoint kScriptTarget{prefix_literal("203.0.113.2").address, 5671};

/// Each field of Match and each action, once.
std::vector<Row> each_word() {
  using enum Hook;
  const auto when = [](auto fill) { return Rule{forward, kFilter, match_with(fill), Drop{}, ""}; };
  const auto then = [](Hook hook, int priority, const Action& action, const Match& match = {}) {
    return Rule{hook, priority, match, action, ""};
  };
  const auto reject = [&](RejectKind kind, std::optional<Protocol> protocol = Protocol::tcp) {
    const auto match = match_with([&](auto& m) { m.protocol = protocol; });
    return then(forward, kFilter, Reject{kind}, match);
  };
  return {
      {when([](auto&) {}), "    drop\n"},
      {when([](auto& m) { m.in_interface = "fwd"; }), "    iifname \"fwd\" drop\n"},
      {when([](auto& m) { m.not_in_interface = "lan"; }), "    iifname != \"lan\" drop\n"},
      {when([](auto& m) { m.out_interface = "any*"; }), "    oifname \"any\\*\" drop\n"},
      {when([](auto& m) { m.not_out_interface = "br-x"; }), "    oifname != \"br-x\" drop\n"},
      {when([](auto& m) { m.source = prefix_literal("10.8.0.0/24"); }),
       "    ip saddr 10.8.0.0/24 drop\n"},
      {when([](auto& m) { m.destination = prefix_literal("192.0.2.1"); }),
       "    ip daddr 192.0.2.1/32 drop\n"},
      {when([](auto& m) { m.source = prefix_literal("0.0.0.0/0"); }), "    drop\n"},
      {when([](auto& m) { m.protocol = Protocol::icmp; }), "    meta l4proto icmp drop\n"},
      {when([](auto& m) { m = to_tcp_port(443); }), "    meta l4proto tcp th dport 443 drop\n"},
      {when([](auto& m) { m.source_port = 53; }),
       "    meta l4proto { tcp, udp } th sport 53 drop\n"},
      {when([](auto& m) { m.state = ConnectionState::fresh; }), "    ct state new drop\n"},
      {when([](auto& m) { m.state = ConnectionState::established; }),
       "    ct state established drop\n"},
      {when([](auto& m) { m.state = ConnectionState::related; }), "    ct state related drop\n"},
      {when([](auto& m) { m.state = ConnectionState::invalid; }), "    ct state invalid drop\n"},
      {when([](auto& m) { m.mark = 0xca6c; }), "    meta mark 0xca6c drop\n"},
      {when([](auto& m) { m.source_type = AddressType::local; }),
       "    fib saddr type local drop\n"},
      {when([](auto& m) { m.source_type = AddressType::unicast; }),
       "    fib saddr type unicast drop\n"},
      {when([](auto& m) { m.source_type = AddressType::broadcast; }),
       "    fib saddr type broadcast drop\n"},
      {when([](auto& m) { m.longer_than = 100; }), "    meta length > 100 drop\n"},
      {then(input, kFilter, Accept{}), "    accept\n"},
      {reject(RejectKind::tcp_reset), "    meta l4proto tcp reject with tcp reset\n"},
      {reject(RejectKind::tcp_reset, Protocol::udp), "    meta l4proto udp drop\n"},
      {reject(RejectKind::tcp_reset, {}), "    meta l4proto tcp reject with tcp reset\n    drop\n"},
      {reject(RejectKind::port_unreachable),
       "    meta l4proto tcp reject with icmp port-unreachable\n"},
      {reject(RejectKind::host_unreachable, {}), "    reject with icmp host-unreachable\n"},
      {reject(RejectKind::net_unreachable, {}), "    reject with icmp net-unreachable\n"},
      {reject(RejectKind::admin_prohibited, {}), "    reject with icmp admin-prohibited\n"},
      {then(prerouting, kDestinationNat, DestinationNat{kScriptTarget}, to_tcp_port(443)),
       "    meta l4proto tcp th dport 443 dnat to 203.0.113.2:5671\n"},
      {then(output, kDestinationNat, DestinationNat{kScriptTarget}),
       "    meta l4proto { tcp, udp } dnat to 203.0.113.2:5671\n"},
      {then(output, kDestinationNat, DestinationNat{{kScriptTarget.address, 0}}),
       "    dnat to 203.0.113.2\n"},
      {then(postrouting, kSourceNat, Masquerade{}), "    masquerade\n"},
      {then(output, kMangle, SetMark{51820}), "    meta mark set 0xca6c\n"},
      {then(postrouting, kMangle, SaveMark{}), "    ct mark set meta mark\n"},
      {then(prerouting, kRaw + 1, RestoreMark{}), "    meta mark set ct mark\n"},
  };
}

TEST(NftScript, EachMatchAndEachActionHasItsWords) {
  for (const auto& [rule, lines] : each_word()) EXPECT_EQ(lines_of(rule), lines);
}

TEST(NftScript, RulesOfOneHookAndPriorityAreOneChainInTheirOrder) {
  using enum Hook;
  const auto from_wg = match_with([](auto& m) { m.in_interface = "wg0", m.mark = 7; });
  const auto script = nft_script(node_with({
      {postrouting, kSourceNat, {}, Masquerade{}, "NAT"},
      {forward, kFilter, from_wg, Accept{}, "first"},
      {forward, kFilter + 10, {}, Accept{}, ""},
      {prerouting, kMangle, {}, SetMark{7}, ""},
      {forward, kFilter, {}, Drop{}, "second"},
  }));
  EXPECT_EQ(script, kTable + R"(  chain prerouting_minus_150 {
    type filter hook prerouting priority -150; policy accept;
    meta mark set 0x7
  }
  chain forward_0 {
    type filter hook forward priority 0; policy accept;
    iifname "wg0" meta mark 0x7 accept comment "first"
    drop comment "second"
  }
  chain forward_10 {
    type filter hook forward priority 10; policy accept;
    accept
  }
  chain postrouting_100 {
    type nat hook postrouting priority 100; policy accept;
    masquerade comment "NAT"
  }
}
)");
  EXPECT_EQ(nft_script(Node{}), "");
}

TEST(NftScript, WhatStandsBeforeDockersOwnRulesIsDockerUser) {
  auto host = find_topology("bridge")->built({}).nodes[1];
  EXPECT_THAT(nft_script(host), HasSubstr("  chain DOCKER-USER {\n  }\n  chain forward_0 {\n"));
  host.rules.insert(host.rules.begin(),
                    {Hook::forward, kFilter, to_tcp_port(5671), Drop{}, "fault"});
  EXPECT_THAT(nft_script(host), HasSubstr(R"(  chain DOCKER-USER {
    meta l4proto tcp th dport 5671 drop comment "fault"
  }
  chain forward_0 {
    type filter hook forward priority 0; policy accept;
    jump DOCKER-USER
    oifname "br-azure-iot" ct state established accept comment "Docker: ctstate ESTABLISHED"
)"));
}

TEST(NftScript, WhatOutputMarksIsRoutedAgain) {
  const auto type = [](Hook hook, Action action) {
    const auto script = nft_script(node_with({{hook, kMangle, {}, {}, ""},
                                              {hook, kMangle, {}, action, ""}}));
    const auto begin = script.find("type ") + 5;
    return script.substr(begin, script.find(' ', begin) - begin);
  };
  EXPECT_EQ(type(Hook::output, SetMark{7}), "route");
  EXPECT_EQ(type(Hook::output, RestoreMark{}), "route");
  EXPECT_EQ(type(Hook::output, SaveMark{}), "filter");
  EXPECT_EQ(type(Hook::prerouting, SetMark{7}), "filter");
}

TEST(NftScript, WhatNoIpv4PacketCanMatchIsLeftOut) {
  const auto v6 = match_with([](auto& m) { m.destination = prefix_literal("2001:db8::1"); });
  for (const auto& never : {v6, to_tcp_port(443, Protocol::icmp)}) {
    EXPECT_EQ(nft_script(node_with({{Hook::forward, kFilter, never, Drop{}, ""}})), "");
  }
}

TEST(NftScript, CommentsAreOneQuotedLineOfAtMost128Bytes) {
  const auto comment = [](std::string text) {
    return lines_of({Hook::forward, kFilter, {}, Drop{}, std::move(text)});
  };
  EXPECT_EQ(comment("says \"no\"\n\\ $x {*"), "    drop comment \"says 'no' \\ $x {*\"\n");
  const std::string most(127, 'x');
  EXPECT_EQ(comment(most + "yz"), "    drop comment \"" + most + "y\"\n");
  EXPECT_EQ(comment(most + "\u00e9"), "    drop comment \"" + most + "\"\n") << "half a character";
}

TEST(NftScript, AnInterfaceThatNftCannotNameIsRefused) {
  const auto quote = match_with([](auto& m) { m.in_interface = "a\"b"; });
  EXPECT_THROW(nft_script(node_with({{Hook::input, kFilter, quote, Drop{}, ""}})),
               std::invalid_argument);
}

/// In a namespace of its own; skips, with the reason, where that is not allowed.
class NftInTheKernel : public testing::Test {
 protected:
  static void SetUpTestSuite() { why_not_ = enter_private_namespaces(); }

  void SetUp() override {
    if (!why_not_.empty()) GTEST_SKIP() << why_not_;
    where_.emplace();
    inside_.emplace(*where_);
  }

  std::string complaint(const std::string& script) {
    try {
      table_.become(script);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "accepted";
  }
  std::string complaint(const std::vector<Rule>& rules) {
    return complaint(nft_script(node_with(rules)));
  }

 private:
  inline static std::string why_not_;
  std::optional<NetworkNamespace> where_;
  std::optional<Inside> inside_;
  NftTable table_;
};

TEST_F(NftInTheKernel, TheKernelTakesEveryWord) {
  for (const auto& row : each_word()) EXPECT_EQ(complaint({row.rule}), "accepted") << row.lines;
  for (const auto& comment : {std::string("ends in *"), std::string("\\"), std::string("$x"),
                              std::string("\u00e9; } # '"), std::string(200, 'x')}) {
    const Rule rule{Hook::forward, kFilter, {}, Drop{}, comment};
    EXPECT_EQ(complaint({rule}), "accepted") << comment;
  }
}

/// Parameters that change filters at `at`, beside each fault's own example.
std::vector<Parameters> guesses(const std::string& at) {
  std::vector<Parameters> all{{{"at", at}}, {{"egress", "pass"}}};
  for (const auto* hook : {"prerouting", "input", "forward", "output", "postrouting"}) {
    all.push_back({{"at", at}, {"hook", hook}});
  }
  for (const auto* kind : {"host-unreachable", "net-unreachable", "admin-prohibited"}) {
    all.push_back({{"at", at}, {"kind", kind}});
  }
  for (const auto* address : {"192.168.1.1", "2001:db8::1"}) {
    all.push_back({{"at", at}, {"except", address}});
  }
  return all;
}

void add_scripts(const Topology& topology, std::set<std::string>& scripts) {
  for (const auto& node : topology.nodes) scripts.insert(nft_script(node));
}

TEST_F(NftInTheKernel, TheKernelTakesEveryTopologyWithEveryFault) {
  std::set<std::string> scripts;
  std::set<std::string_view> applied;
  const auto add = [&](const Topology& healthy, const FaultRow& fault, const Parameters& with) {
    try {
      add_scripts(fault.applied_to(healthy, with), scripts);
      applied.insert(fault.name);
    } catch (const std::invalid_argument&) {  // not this fault's parameters, or network
    }
  };
  for (const auto& row : topology_rows()) {
    const auto healthy = row.built({});
    add_scripts(healthy, scripts);
    for (const auto& fault : fault_rows()) {
      add(healthy, fault, example_of(fault));
      for (const auto& node : healthy.nodes) {
        for (const auto& parameters : guesses(node.name)) add(healthy, fault, parameters);
      }
    }
  }
  EXPECT_EQ(applied.size(), fault_rows().size());
  EXPECT_GT(scripts.size(), 50u);
  for (const auto& script : scripts) EXPECT_EQ(complaint(script), "accepted") << script;
}

TEST_F(NftInTheKernel, WhatItDoesNotTakeIsToldInItsWords) {
  EXPECT_THAT(complaint("table ip edgesim {\n  chain fwd { }\n}\n"),
              AllOf(StartsWith("nftables: "), HasSubstr("line:2:9-11: Error: syntax"),
                             HasSubstr("chain fwd { }")));
  const Rule rule{Hook::postrouting, kFilter, {}, Reject{}, ""};
  EXPECT_THAT(complaint({rule}), AllOf(HasSubstr("line:4:"), HasSubstr("not supported"),
                                       HasSubstr("    reject with icmp port-unreachable\n")));
}

}  // namespace
}  // namespace edge::sim
