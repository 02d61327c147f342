#include "probe/host/filter_text.hpp"

#include <fmt/format.h>
#include <linux/netfilter.h>

#include "common/base/escape.hpp"
#include "probe/filters/rule_text.hpp"
#include "probe/host/filter_products.hpp"

namespace edge::probe {
namespace {

std::string effect_word(const RuleOutcome& outcome) {
  switch (outcome.translation) {
    case Translation::masquerade: return "masquerades";
    case Translation::source: return "translates the source";
    case Translation::destination: return "translates the destination";
    case Translation::redirect: return "redirects to the host";
    case Translation::none: break;
  }
  switch (outcome.end) {
    case RuleEnd::accepts: return "accepts";
    case RuleEnd::drops: return "drops";
    case RuleEnd::rejects: return "rejects";
    case RuleEnd::jumps: return "jumps to " + printable(outcome.chain, 64);
    case RuleEnd::goes_to: return "goes to " + printable(outcome.chain, 64);
    case RuleEnd::returns: return "returns";
    case RuleEnd::asks_program: return "asks a program";
    case RuleEnd::goes_on: break;
  }
  return outcome.untracks ? "does not track" : "goes on";
}

std::string effect_text(const FilterStep& step) {
  const auto effect = effect_word(step.outcome);
  if (step.outcome.holds == Truth::yes) return effect;
  return fmt::format("{}, if it holds: a rule that this program cannot read ({})", effect,
                     printable(step.outcome.unread, 64));
}

}  // namespace

const char* hook_word(std::uint32_t hook) {
  switch (hook) {
    case NF_INET_PRE_ROUTING: return "prerouting";
    case NF_INET_FORWARD: return "forward";
    default: return "postrouting";
  }
}

std::string chain_place(const FilterStep& step) {
  std::string text = table_name(*step.table);
  for (const FilterChain* chain : step.trail) {
    text += fmt::format("{}{}", chain == step.trail.front() ? " " : " > ",
                        printable(chain->name, 64));
  }
  return text;
}

std::string rule_place(const FilterStep& step) {
  auto text = chain_place(step);
  if (!step.rule) return text;
  text += fmt::format(", rule {}", step.rule->number);
  return step.rule->handle == 0 ? text : text + fmt::format(" (handle {})", step.rule->handle);
}

std::string effect_rule_text(const FilterStep& step) {
  if (!step.rule) return step.chain->drops ? "policy drop" : "policy accept";
  return filter_rule_text(*step.table, *step.rule);
}

std::vector<FilterStepFact> filter_facts(const FilteredPacket& filtered) {
  std::vector<FilterStepFact> facts;
  for (const HookWay& hook : filtered.hooks) {
    for (const FilterStep& step : hook.way.steps) {
      FilterStepFact fact{hook_word(hook.hook), rule_place(step), effect_rule_text(step),
                          effect_text(step), {}};
      const FilterSign* sign = sign_of_chain(*step.table, *step.chain);
      if (sign) fact.product = std::string(sign->product);
      facts.push_back(std::move(fact));
    }
  }
  return facts;
}

std::vector<HostNotChecked> unread_rules(const FilteredPacket& filtered) {
  std::vector<HostNotChecked> list;
  for (const HookWay& hook : filtered.hooks) {
    for (const FilterStep& step : hook.way.may_stop) {
      const bool asks = step.outcome.end == RuleEnd::asks_program;
      list.push_back({fmt::format("whether {} ({}) stops packets", rule_place(step),
                                  effect_rule_text(step)),
                      asks && step.outcome.unread.empty()
                          ? std::string("a program decides for each packet")
                          : fmt::format("it has what this program cannot read: {}",
                                        printable(step.outcome.unread, 64))});
    }
    if (hook.way.too_long) {
      list.push_back({fmt::format("all rules of {}", hook_word(hook.hook)),
                      "chains that jump too deep or too often"});
    }
  }
  return list;
}

}  // namespace edge::probe
