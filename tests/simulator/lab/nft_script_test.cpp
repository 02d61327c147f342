// The text of the scripts. nft_kernel_test.cpp shows that the kernel takes every one of them,
// nft_effects_test.cpp what they then do.
#include "simulator/lab/nft_script.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "simulator/topologies/topologies.hpp"
#include "tests/simulator/lab/nft_words.hpp"

namespace edge::sim {
namespace {

using ::testing::HasSubstr;
using test::each_word;
using test::match_with;
using test::node_with;
using test::to_tcp_port;

const std::string kNftTable = "table ip edgesim {\n";

/// What stands between the chain's head and its end.
std::string lines_of(const Rule& rule) {
  const auto script = nft_script(node_with({rule}));
  const auto policy = script.find("policy ");
  if (policy == std::string::npos) return script;
  const auto head = script.find('\n', policy) + 1;
  return script.substr(head, script.rfind("  }\n}\n") - head);
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
  EXPECT_EQ(script, kNftTable + R"(  chain prerouting_minus_150 {
    type filter hook prerouting priority -150; policy accept;
    meta mark set 0x7
  }
  chain forward_0 {
    type filter hook forward priority 0; policy drop;
    iifname "wg0" meta mark 0x7 accept comment "first"
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
    type filter hook forward priority 0; policy drop;
    jump DOCKER-USER
    oifname "br-azure-iot" ct state established accept comment "Docker: ctstate ESTABLISHED"
)"));
}

TEST(NftScript, AChainOfItsOwnIsJumpedToWhereItsRulesStand) {
  const auto rule = [](const char* chain, Action action) {
    Rule made{Hook::forward, kFilter, to_tcp_port(443), action, ""};
    made.chain = chain;
    return made;
  };
  const auto script = nft_script(node_with({rule("", Accept{}), rule("ts-forward", Accept{}),
                                            rule("ts-forward", Drop{}), rule("", Drop{}),
                                            rule("ts-forward", Accept{})}));
  const std::string match = "    meta l4proto tcp th dport 443 ";
  EXPECT_EQ(script, kNftTable + "  chain ts-forward {\n" + match + "accept\n" + match +
                        "drop\n  }\n" +
                        "  chain ts-forward-2 {\n" + match + "accept\n  }\n" +
                        "  chain forward_0 {\n"
                        "    type filter hook forward priority 0; policy accept;\n" +
                        match + "accept\n    jump ts-forward\n" + match +
                        "drop\n    jump ts-forward-2\n  }\n}\n");
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
    return lines_of({Hook::forward, kFilter, {}, Accept{}, std::move(text)});
  };
  EXPECT_EQ(comment("says \"no\"\n\\ $x {*"), "    accept comment \"says 'no' \\ $x {*\"\n");
  const std::string most(127, 'x');
  EXPECT_EQ(comment(most + "yz"), "    accept comment \"" + most + "y\"\n");
  EXPECT_EQ(comment(most + "\u00e9"), "    accept comment \"" + most + "\"\n")
      << "half a character";
}

TEST(NftScript, AnInterfaceThatNftCannotNameIsRefused) {
  const auto quote = match_with([](auto& m) { m.in_interface = "a\"b"; });
  EXPECT_THROW(nft_script(node_with({{Hook::input, kFilter, quote, Drop{}, ""}})),
               std::invalid_argument);
}

}  // namespace
}  // namespace edge::sim
