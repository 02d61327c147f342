#include "probe/filters/walk.hpp"

#include <linux/netfilter.h>

#include <algorithm>

namespace edge::probe {
namespace {

constexpr std::size_t kDeepest = 32;         // jumps within jumps; the kernel takes 16
constexpr std::size_t kMostSteps = 100'000;  // rules looked at for one packet at one hook
constexpr std::int32_t kTrackingPriority = -200;

struct BaseChain {
  const FilterTable* table;
  const FilterChain* chain;
};

std::vector<BaseChain> chains_at(const Ruleset& rules, std::uint32_t hook, int family) {
  std::vector<BaseChain> chains;
  for (const FilterTable& table : rules.tables) {
    const bool sees = table.family == family || table.family == NFPROTO_INET;
    if (!sees || table.dormant) continue;
    for (const auto& [name, chain] : table.chains) {
      if (chain.base && chain.base->hook == hook) chains.push_back({&table, &chain});
    }
  }
  std::ranges::stable_sort(chains, {},
                           [](const BaseChain& one) { return one.chain->base->priority; });
  return chains;
}

enum class ChainEnd { falls_through, accepts, stops };

/// Through one base chain and what it jumps to.
class ChainWalk {
 public:
  ChainWalk(const BaseChain& base, FilterPacket& packet, FilterWay& way, std::size_t& looked_at)
      : base_(base), packet_(packet), way_(way), looked_at_(looked_at) {}

  void run() {
    const auto end = through(*base_.chain, true);
    trail_ = {base_.chain};
    if (end != ChainEnd::falls_through) return;
    RuleOutcome policy;
    policy.end = base_.chain->drops ? RuleEnd::drops : RuleEnd::accepts;
    if (base_.chain->drops) stop(step_of(*base_.chain, nullptr, policy));
  }

 private:
  FilterStep step_of(const FilterChain& chain, const FilterRule* rule, RuleOutcome outcome) const {
    return {base_.table, &chain, rule, std::move(outcome), trail_};
  }

  void stop(FilterStep step) {
    way_.steps.push_back(step);
    way_.stopped = std::move(step);
    way_.certain = !may_accept_;
  }

  /// `sure` is false behind a rule of which it cannot be said whether it holds: nothing is decided
  /// there, only noted.
  ChainEnd through(const FilterChain& chain, bool sure);
  ChainEnd decided(const FilterChain& chain, const FilterRule& rule, RuleOutcome outcome,
                   bool sure);
  ChainEnd jumped(const FilterChain& chain, const FilterRule& rule, RuleOutcome outcome, bool sure);
  void translate(const FilterChain& chain, const FilterRule& rule, const RuleOutcome& outcome);

  const BaseChain& base_;
  FilterPacket& packet_;
  FilterWay& way_;
  std::size_t& looked_at_;
  std::vector<const FilterChain*> trail_;
  bool may_accept_ = false;
};

void ChainWalk::translate(const FilterChain& chain, const FilterRule& rule,
                          const RuleOutcome& outcome) {
  const bool source = outcome.translation == Translation::masquerade ||
                      outcome.translation == Translation::source;
  (source ? packet_.source_translated : packet_.destination_translated) = true;
  const auto step = step_of(chain, &rule, outcome);
  way_.steps.push_back(step);
  way_.translated = step;
}

/// A rule that ends the way through the chain.
ChainEnd ChainWalk::decided(const FilterChain& chain, const FilterRule& rule, RuleOutcome outcome,
                            bool sure) {
  const bool stops = outcome.end == RuleEnd::drops || outcome.end == RuleEnd::rejects;
  auto step = step_of(chain, &rule, std::move(outcome));
  if (sure && step.outcome.end != RuleEnd::asks_program) {
    if (stops) {
      stop(std::move(step));
      return ChainEnd::stops;
    }
    way_.steps.push_back(std::move(step));
    return ChainEnd::accepts;
  }
  if (stops || step.outcome.end == RuleEnd::asks_program) way_.may_stop.push_back(step);
  if (!stops) may_accept_ = true;
  way_.steps.push_back(std::move(step));
  return ChainEnd::accepts;
}

ChainEnd ChainWalk::jumped(const FilterChain& chain, const FilterRule& rule, RuleOutcome outcome,
                           bool sure) {
  const FilterChain* target = find_chain(*base_.table, outcome.chain);
  if (!target || trail_.size() >= kDeepest) {
    way_.too_long = way_.too_long || target;
    return ChainEnd::falls_through;
  }
  // A jump that is certain is in the trail of what happens there.
  const bool told = outcome.holds == Truth::unknown;
  const auto before = way_.steps.size();
  if (told) way_.steps.push_back(step_of(chain, &rule, std::move(outcome)));
  const auto end = through(*target, sure);
  trail_.pop_back();
  if (told && way_.steps.size() == before + 1) way_.steps.pop_back();  // nothing happens there
  return end;
}

ChainEnd ChainWalk::through(const FilterChain& chain, bool sure) {
  trail_.push_back(&chain);
  for (const FilterRule& rule : chain.rules) {
    if (++looked_at_ > kMostSteps) {
      way_.too_long = may_accept_ = true;
      return ChainEnd::accepts;
    }
    RuleOutcome outcome = apply_rule(*base_.table, rule, packet_);
    if (outcome.holds == Truth::no) {
      ++way_.other_rules;
      continue;
    }
    const bool certain = sure && outcome.holds == Truth::yes;
    if (outcome.translation != Translation::none) {
      // As the first translation is the one that counts.
      translate(chain, rule, outcome);
      if (certain) return ChainEnd::accepts;
      way_.translates_for_certain = false;
      may_accept_ = true;
      continue;
    }
    if (outcome.end == RuleEnd::goes_on) {
      if (outcome.untracks) way_.steps.push_back(step_of(chain, &rule, outcome));
      continue;
    }
    if (outcome.end == RuleEnd::returns) {
      if (certain || !sure) return ChainEnd::falls_through;
      sure = false;  // the rest of this chain may be left out
      continue;
    }
    const bool jump = outcome.end == RuleEnd::jumps || outcome.end == RuleEnd::goes_to;
    const bool leaves = outcome.end == RuleEnd::goes_to;
    const bool held = outcome.holds == Truth::yes;
    const ChainEnd end = jump ? jumped(chain, rule, std::move(outcome), certain)
                              : decided(chain, rule, std::move(outcome), certain);
    if (end == ChainEnd::stops) return end;
    if (end == ChainEnd::accepts && held) return certain ? end : ChainEnd::falls_through;
    if (leaves && held) return ChainEnd::falls_through;
  }
  return ChainEnd::falls_through;
}

}  // namespace

FilterWay walk_hook(const Ruleset& rules, std::uint32_t hook, FilterPacket& packet) {
  FilterWay way;
  const int family = packet.ipv6() ? NFPROTO_IPV6 : NFPROTO_IPV4;
  std::size_t looked_at = 0;
  for (const BaseChain& base : chains_at(rules, hook, family)) {
    const bool tracked = base.chain->base->priority > kTrackingPriority;
    if (tracked) packet.track();
    if (base.chain->base->kind == ChainKind::nat) {
      if (packet.tracking != Tracking::first || way.translated) continue;
    }
    ChainWalk(base, packet, way, looked_at).run();
    if (way.stopped) return way;
  }
  packet.track();
  return way;
}

}  // namespace edge::probe
