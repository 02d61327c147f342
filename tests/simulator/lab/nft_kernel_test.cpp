// That the kernel takes every script, and tells it again as the computed host has it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <stdexcept>

#include "common/world/real/network_namespace.hpp"
#include "probe/filters/read_ruleset.hpp"
#include "probe/filters/rule_text.hpp"
#include "simulator/faults/faults.hpp"
#include "simulator/host_view/filter_facts.hpp"
#include "simulator/lab/nft_script.hpp"
#include "simulator/lab/nft_table.hpp"
#include "simulator/topologies/topologies.hpp"
#include "tests/simulator/lab/nft_words.hpp"

namespace edge::sim {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using test::each_word;
using test::node_with;

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

/// What the kernel tells of the table, as `edgeprobe host` shows it: chains, policies, rules.
std::vector<std::string> told(const probe::Ruleset& rules) {
  std::vector<std::string> lines;
  for (const auto& table : rules.tables) {
    lines.push_back(probe::table_name(table));
    for (const auto& [name, chain] : table.chains) {
      const auto& base = chain.base.value_or(probe::BaseHook{});
      lines.push_back(fmt::format("{} {} {} {} {}", name, base.hook, base.priority,
                                  static_cast<int>(base.kind), chain.drops));
      for (const auto& rule : chain.rules) lines.push_back(probe::filter_rule_text(table, rule));
    }
  }
  return lines;
}

TEST_F(NftInTheKernel, ItTellsThemAsTheComputedHostHasThem) {
  std::vector<Rule> all;
  for (const auto& row : each_word()) all.push_back(row.rule);
  for (const auto& rules : {all, find_topology("bridge")->built({}).nodes[1].rules}) {
    const auto node = node_with(rules);
    ASSERT_EQ(complaint(nft_script(node)), "accepted");
    EXPECT_EQ(told(probe::read_ruleset().rules), told(filter_facts(node)));
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
