#include "simulator/network/filter_chains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

#include "simulator/topology/names.hpp"

namespace edge::sim {
namespace {

constexpr const char* kUsersChain = "DOCKER-USER";

using Rules = std::vector<const Rule*>;

bool matches_no_ipv4(const Match& match) {
  for (const auto& prefix : {match.source, match.destination}) {
    if (prefix && !prefix->address.is_v4()) return true;
  }
  return match.protocol == Protocol::icmp && (match.source_port || match.destination_port);
}

bool translates(const Rule* rule) {
  return std::holds_alternative<DestinationNat>(rule->action) ||
         std::holds_alternative<Masquerade>(rule->action);
}

bool changes_mark(const Rule* rule) {
  return std::holds_alternative<SetMark>(rule->action) ||
         std::holds_alternative<RestoreMark>(rule->action);
}

/// The kernel translates in nat chains only, and routes again after route chains only.
ChainType type_of(Hook hook, const Rules& rules) {
  if (std::ranges::any_of(rules, translates)) return ChainType::nat;
  const bool reroutes = hook == Hook::output && std::ranges::any_of(rules, changes_mark);
  return reroutes ? ChainType::route : ChainType::filter;
}

/// An identifier: "prerouting_minus_100".
std::string base_name(Hook hook, int priority) {
  return fmt::format("{}_{}{}", choice_name(hook), priority < 0 ? "minus_" : "",
                     std::abs(priority));
}

void add_lines(const Rule& rule, std::vector<ChainLine>& lines) {
  const auto* reject = std::get_if<Reject>(&rule.action);
  const bool reset = reject && reject->kind == RejectKind::tcp_reset;
  if (!reset || rule.match.protocol == Protocol::tcp) {
    return lines.push_back({rule.match, rule.action, rule.comment, {}});
  }
  // What is not TCP cannot be reset; it is dropped, as nf_send_reset() and the twin do.
  if (!rule.match.protocol) {
    Match tcp = rule.match;
    tcp.protocol = Protocol::tcp;
    lines.push_back({tcp, rule.action, rule.comment, {}});
  }
  lines.push_back({rule.match, Drop{}, rule.comment, {}});
}

/// One base chain and those that it jumps to. A chain that is jumped to does what its rules would
/// do in place, so the twin needs no jump to agree.
class ChainMaker {
 public:
  ChainMaker(Hook hook, int priority, const Rules& rules, std::vector<NamedChain>& chains)
      : rules_(rules), chains_(chains) {
    base_.name = base_name(hook, priority);
    base_.base = ChainBase{hook, priority, type_of(hook, rules), false};
    const auto engines = std::ranges::find_if(rules, &Rule::by_engine);
    first_of_engine_ = hook == Hook::forward ? engines : rules.end();
  }

  void make() {
    for (auto rule = rules_.begin(); rule != rules_.end(); ++rule) {
      if (rule == first_of_engine_ && !has_users_) jump_to(kUsersChain);
      const std::string name = chain_of(rule);
      if (name.empty()) {
        open_ = false;
        add_lines(**rule, base_.lines);
      } else {
        if (!open_ || wanted_ != name) jump_to(name);
        add_lines(**rule, inner_.back().lines);
      }
    }
    take_policy();
    for (auto& chain : inner_) chains_.push_back(std::move(chain));
    chains_.push_back(std::move(base_));
  }

 private:
  using Place = Rules::const_iterator;

  /// Docker jumps from FORWARD to its users' own chain first, even to an empty one.
  std::string chain_of(Place rule) const {
    if (!(*rule)->chain.empty()) return (*rule)->chain;
    return first_of_engine_ != rules_.end() && rule < first_of_engine_ ? kUsersChain : "";
  }

  void jump_to(const std::string& name) {
    has_users_ = has_users_ || name == kUsersChain;
    wanted_ = name;
    std::string free = name;
    for (int number = 2; is_taken(free); ++number) free = fmt::format("{}-{}", name, number);
    inner_.push_back({free, std::nullopt, {}});
    open_ = true;
    base_.lines.push_back({{}, Accept{}, {}, free});
  }

  bool is_taken(const std::string& name) const {
    return std::ranges::count(inner_, name, &NamedChain::name) > 0 ||
           std::ranges::count(chains_, name, &NamedChain::name) > 0 || name == base_.name;
  }

  /// What drops all that is left is what iptables calls the policy.
  void take_policy() {
    if (base_.base->type != ChainType::filter || base_.lines.empty()) return;
    const ChainLine& last = base_.lines.back();
    const bool drops = last.jump.empty() && last.match == Match{} &&
                       std::holds_alternative<Drop>(last.action);
    if (!drops) return;
    base_.base->drops = true;
    base_.lines.pop_back();
  }

  const Rules& rules_;
  std::vector<NamedChain>& chains_;
  NamedChain base_;
  std::vector<NamedChain> inner_;
  Place first_of_engine_;
  std::string wanted_;
  bool open_ = false;  // false: the last rule was the base chain's own
  bool has_users_ = false;
};

}  // namespace

std::vector<NamedChain> filter_chains(const Node& node) {
  std::map<std::pair<Hook, int>, Rules> bases;
  for (const Rule& rule : node.rules) {
    if (!matches_no_ipv4(rule.match)) bases[{rule.hook, rule.priority}].push_back(&rule);
  }
  std::vector<NamedChain> chains;
  for (const auto& [place, rules] : bases) {
    ChainMaker(place.first, place.second, rules, chains).make();
  }
  return chains;
}

}  // namespace edge::sim
