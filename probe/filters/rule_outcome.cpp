#include "probe/filters/rule_outcome.hpp"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include <algorithm>

#include "probe/filters/loads.hpp"
#include "probe/filters/marks.hpp"
#include "probe/filters/registers.hpp"
#include "probe/filters/set_lookup.hpp"
#include "probe/filters/xt_match.hpp"

namespace edge::probe {
namespace {

/// One rule on its way from expression to expression.
struct RuleRun {
  const FilterTable& table;
  FilterPacket& packet;
  RuleOutcome outcome;
  Registers registers;
  bool over = false;  // a verdict ends the rule

  void require(Truth truth, const FilterExpression& one) {
    outcome.holds = outcome.holds && truth;
    if (truth == Truth::unknown && outcome.unread.empty()) outcome.unread = one.name;
  }

  void end_by(RuleEnd end, std::string chain = {}) {
    outcome.end = end;
    outcome.chain = std::move(chain);
    over = true;
  }
};

Truth compared(const KnownBits& bits, std::int64_t how, const std::string& with) {
  const std::string least(with.size(), '\0'), most(with.size(), '\xff');
  switch (how) {
    case NFT_CMP_EQ: return bits.equals(with);
    case NFT_CMP_NEQ: return !bits.equals(with);
    case NFT_CMP_LT: return !bits.between(with, most);
    case NFT_CMP_LTE: return bits.between(least, with);
    case NFT_CMP_GT: return !bits.between(least, with);
    case NFT_CMP_GTE: return bits.between(with, most);
    default: return Truth::unknown;
  }
}

void end_by_verdict(RuleRun& run, const FilterExpression& one) {
  switch (one.key) {
    case NF_ACCEPT: return run.end_by(RuleEnd::accepts);
    case NF_DROP: return run.end_by(RuleEnd::drops);
    case NFT_RETURN: return run.end_by(RuleEnd::returns);
    case NFT_JUMP: return run.end_by(RuleEnd::jumps, one.target);
    case NFT_GOTO: return run.end_by(RuleEnd::goes_to, one.target);
    case NFT_CONTINUE: return run.end_by(RuleEnd::goes_on);
    default: return run.end_by(RuleEnd::asks_program);  // NF_QUEUE with a number
  }
}

void look_up_set(RuleRun& run, const FilterExpression& one) {
  const auto set = run.table.sets.find(one.target);
  const auto* known = set == run.table.sets.end() ? nullptr : &set->second;
  const KnownBits key = run.registers.get(one.from, known ? known->key_bytes : 0);
  const SetAnswer answer = known ? find_in_set(*known, key) : SetAnswer{Truth::unknown, nullptr};
  const bool inverted = (one.flags & NFT_LOOKUP_F_INV) != 0;
  run.require(inverted ? !answer.found : answer.found, one);
  if (one.length == 0 || answer.found == Truth::no) return;
  const bool decides = known && known->data_bytes == 0;  // as verdicts have no length
  if (answer.element == nullptr) {
    // Which element it is decides what comes of it.
    if (decides || !known) run.end_by(RuleEnd::asks_program);
    run.registers.set(one.to, KnownBits::none(16));
  } else if (answer.element->result.op == FilterOp::verdict) {
    end_by_verdict(run, answer.element->result);
  } else {
    run.registers.set(one.to, KnownBits::all(answer.element->result.a));
  }
}

void swap_bytes(RuleRun& run, const FilterExpression& one) {
  const std::size_t size = one.offset, length = std::min<std::size_t>(one.length, 64);
  if (size == 0 || size > 8) return run.registers.set(one.to, KnownBits::none(length));
  const KnownBits bits = run.registers.get(one.from, length);
  KnownBits turned = bits;
  for (std::size_t i = 0; i < length; ++i) {
    const std::size_t other = i / size * size + (size - 1 - i % size);
    if (other < length) turned.write(i, bits.part(other, 1));
  }
  run.registers.set(one.to, turned);
}

void translate(RuleRun& run, const FilterExpression& one) {
  run.outcome.translation = static_cast<Translation>(one.key);
  const bool native = one.name == "nat" && one.flags == 1;
  const bool ipv6 = run.packet.ipv6();
  if (native) run.outcome.address = run.registers.get(one.from, ipv6 ? 16 : 4);
  if (one.flags == 2) run.outcome.address = xt_translation_address(one, ipv6);
  run.over = true;
}

void run_expression(RuleRun& run, const FilterExpression& one) {
  const auto& registers = run.registers;
  switch (one.op) {
    case FilterOp::meta:
    case FilterOp::ct:
    case FilterOp::payload:
    case FilterOp::fib: {
      const auto value = loaded(one, run.packet);
      if (!value) return run.require(Truth::no, one);
      return run.registers.set(one.to, *value);
    }
    case FilterOp::immediate: return run.registers.set(one.to, KnownBits::all(one.a));
    case FilterOp::compare:
      return run.require(compared(registers.get(one.from, one.a.size()), one.key, one.a), one);
    case FilterOp::range: {
      const Truth in = registers.get(one.from, one.a.size()).between(one.a, one.b);
      return run.require(one.key == NFT_RANGE_NEQ ? !in : in, one);
    }
    case FilterOp::bitwise:
      return run.registers.set(
          one.to, registers.get(one.from, std::min<std::size_t>(one.length, 64)).masked(one.a,
                                                                                       one.b));
    case FilterOp::swap: return swap_bytes(run, one);
    case FilterOp::lookup: return look_up_set(run, one);
    case FilterOp::verdict: return end_by_verdict(run, one);
    case FilterOp::translate: return translate(run, one);
    case FilterOp::untrack:
      run.outcome.untracks = run.packet.tracking == Tracking::not_yet;
      if (run.outcome.untracks && run.outcome.holds == Truth::yes) {
        run.packet.tracking = Tracking::never;
      }
      return;
    case FilterOp::set_meta:
    case FilterOp::set_ct: {
      run.outcome.marks = set_mark(one, registers, run.outcome.holds, run.packet) ||
                          run.outcome.marks;
      return;
    }
    case FilterOp::reject: return run.end_by(RuleEnd::rejects);
    case FilterOp::queue: return run.end_by(RuleEnd::asks_program);
    case FilterOp::match: return run.require(xt_match(one, run.packet), one);
    case FilterOp::addresses: return run.require(legacy_addresses(one, run.packet), one);
    case FilterOp::neutral: return;
    case FilterOp::set_payload:
    case FilterOp::unreadable: return run.require(Truth::unknown, one);
  }
}

}  // namespace

RuleOutcome apply_rule(const FilterTable& table, const FilterRule& rule, FilterPacket& packet) {
  RuleRun run{table, packet, {}, {}, false};
  for (const FilterExpression& one : rule.expressions) {
    run_expression(run, one);
    if (run.outcome.holds == Truth::no || run.over) break;
  }
  return std::move(run.outcome);
}

}  // namespace edge::probe
