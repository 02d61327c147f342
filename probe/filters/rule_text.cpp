#include "probe/filters/rule_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <netinet/in.h>

#include <algorithm>
#include <bit>
#include <map>

#include "common/base/escape.hpp"
#include "probe/filters/value_text.hpp"
#include "probe/filters/xt_match.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMaxRuleText = 400;
constexpr std::size_t kShownElements = 6;

/// What a register holds, in words.
struct Label {
  std::string words;
  ValueKind kind = ValueKind::other;
  std::string mask;  // of a bitwise expression before
  std::string value; // of an immediate one
};

class RuleWriter {
 public:
  explicit RuleWriter(const FilterTable& table) : table_(table) {}

  void add(const FilterExpression& one);
  std::string text() const { return fmt::format("{}", fmt::join(words_, " ")); }

 private:
  void compare(const FilterExpression& one);
  void look_up(const FilterExpression& one);
  void translate(const FilterExpression& one);
  void say(std::string words) {
    if (!words.empty()) words_.push_back(std::move(words));
  }

  const FilterTable& table_;
  std::map<std::uint32_t, Label> labels_;
  std::vector<std::string> words_;
};

void RuleWriter::compare(const FilterExpression& one) {
  const Label& label = labels_[one.from];
  if (label.kind == ValueKind::family) return;  // IPv4 or IPv6
  const bool zero = std::ranges::all_of(one.a, [](char byte) { return byte == 0; });
  if (label.kind == ValueKind::state && one.key == NFT_CMP_NEQ && zero) {
    return say(label.words + " " + value_text(label.kind, label.mask));
  }
  const char* how = compare_word(one.key);
  if (label.kind == ValueKind::protocol && one.key == NFT_CMP_EQ) {
    return say(value_text(label.kind, one.a));
  }
  const bool address = label.kind == ValueKind::address || label.kind == ValueKind::address6;
  if (address && !label.mask.empty()) {
    return say(fmt::format("{} {}{}/{}", label.words, how, value_text(label.kind, one.a),
                           one_bits(label.mask)));
  }
  // Marks are numbers of this machine's byte order; what else is masked is bytes of a packet.
  const auto kind = label.kind == ValueKind::mark ? ValueKind::mark : ValueKind::other;
  const auto mask = label.mask.empty() ? "" : " & " + value_text(kind, label.mask);
  say(fmt::format("{}{} {}{}", label.words, mask, how, value_text(label.kind, one.a)));
}

void RuleWriter::look_up(const FilterExpression& one) {
  const auto set = table_.sets.find(one.target);
  const Label& label = labels_[one.from];
  const char* how = (one.flags & NFT_LOOKUP_F_INV) != 0 ? "!= " : "";
  const char* kind = one.length != 0 ? "vmap " : "";
  const bool named = set == table_.sets.end() || !set->second.known ||
                     (set->second.flags & NFT_SET_ANONYMOUS) == 0 || label.words.empty();
  if (named) {
    return say(fmt::format("{} {}{}@{}", label.words, how, kind, printable(one.target, 64)));
  }
  std::vector<std::string> elements;
  for (const SetElement& element : set->second.elements) {
    if (elements.size() == kShownElements) {
      elements.push_back("...");
      break;
    }
    std::string text = element.everything ? "*" : value_text(label.kind, element.key);
    if (element.last != element.key) text += "-" + value_text(label.kind, element.last);
    if (element.result.op == FilterOp::verdict) text += " : " + verdict_text(element.result);
    elements.push_back(std::move(text));
  }
  say(fmt::format("{} {}{}{{ {} }}", label.words, how, kind, fmt::join(elements, ", ")));
}

void RuleWriter::translate(const FilterExpression& one) {
  static constexpr const char* kWords[] = {"", "masquerade", "snat", "dnat", "redirect"};
  if (one.flags == 2) return say("-j " + printable(one.name, 64));
  std::string text = kWords[std::clamp<std::int64_t>(one.key, 0, 4)];
  const auto& value = labels_[one.from].value;
  const auto kind = value.size() == 16 ? ValueKind::address6 : ValueKind::address;
  if (one.flags == 1 && !value.empty()) text += " to " + value_text(kind, value);
  say(text);
}

void RuleWriter::add(const FilterExpression& one) {
  switch (one.op) {
    case FilterOp::meta:
    case FilterOp::ct:
    case FilterOp::payload:
    case FilterOp::fib: {
      const LoadText load = load_text(one);
      labels_[one.to] = {load.words, load.kind, {}, {}};
      return;
    }
    case FilterOp::immediate:
      labels_[one.to] = {"", ValueKind::other, {}, one.a};
      return;
    case FilterOp::bitwise: {
      Label label = labels_[one.from];
      label.mask = one.a;
      labels_[one.to] = label;
      return;
    }
    case FilterOp::swap:
      labels_[one.to] = Label(labels_[one.from]);
      return;
    case FilterOp::compare: return compare(one);
    case FilterOp::range: {
      const Label& label = labels_[one.from];
      return say(fmt::format("{} {}{}-{}", label.words, one.key == NFT_RANGE_NEQ ? "!= " : "",
                             value_text(label.kind, one.a), value_text(label.kind, one.b)));
    }
    case FilterOp::lookup: return look_up(one);
    case FilterOp::verdict: return say(verdict_text(one));
    case FilterOp::translate: return translate(one);
    case FilterOp::match: return say(xt_match_text(one));
    case FilterOp::addresses: return say(legacy_addresses_text(one));
    case FilterOp::neutral:
      if (one.flags == 2) say("-j " + printable(one.name, 64));
      return;
    case FilterOp::set_meta:
    case FilterOp::set_ct:
      return say(one.flags == 2 ? "-j " + printable(one.name, 64) : load_text(one).words + " set");
    case FilterOp::untrack: return say("notrack");
    case FilterOp::reject: return say(one.flags == 2 ? "-j REJECT" : "reject");
    case FilterOp::queue: return say("queue");
    case FilterOp::set_payload:
    case FilterOp::unreadable: return say(printable(one.name, 64));
  }
}

}  // namespace

std::string filter_rule_text(const FilterTable& table, const FilterRule& rule) {
  RuleWriter writer(table);
  for (const FilterExpression& one : rule.expressions) writer.add(one);
  std::string text = writer.text();
  if (!rule.comment.empty()) text += fmt::format(" comment \"{}\"", printable(rule.comment, 128));
  if (text.size() <= kMaxRuleText) return text;
  return printable(text, kMaxRuleText);
}

}  // namespace edge::probe
