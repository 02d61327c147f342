#include "probe/verdicts/hub_refusals.hpp"

#include <fmt/format.h>

#include "common/iothub/hub_error.hpp"
#include "probe/verdicts/cbs_facts.hpp"
#include "probe/verdicts/link_facts.hpp"
#include "probe/verdicts/phrases.hpp"

namespace edge::probe {
namespace {

/// By the code, or, where none came, by a condition that only such errors have.
HubReason reason_of(int code, std::string_view condition) {
  const auto* known = find_hub_error(code);
  if (known && known->reason != HubReason::other) return known->reason;
  if (code / 1000 == 429) return HubReason::throttled;  // one that is newer than the table
  for (const HubErrorRow& row : hub_error_rows()) {
    const bool says_so = row.condition == condition && condition.starts_with("com.microsoft:");
    if (says_so && row.reason != HubReason::other) return row.reason;
  }
  return HubReason::other;
}

int code_in(const std::string& description) {
  const auto error = parse_hub_error(description);
  return error ? error->code.value_or(0) : 0;
}

/// What the hub said, and why, when a stage that asks it something failed.
struct RefusalWords {
  HubReason reason = HubReason::other;
  std::string text;
};

struct WordsOf {
  RefusalWords operator()(const AmqpDetail& amqp) const {
    return {hub_reason(amqp), amqp.condition + quoted_error(amqp.description)};
  }
  RefusalWords operator()(const CbsDetail& cbs) const {
    return {hub_reason(cbs), status_text(cbs)};
  }
  RefusalWords operator()(const LinkDetail& link) const {
    return {hub_reason(link), refusal_text(link)};
  }
  RefusalWords operator()(const MessageDetail& message) const {
    return {hub_reason(message), refusal_text(message)};
  }
  RefusalWords operator()(const HoldDetail& hold) const {
    return {hub_reason(hold), hold.condition + quoted_error(hold.description)};
  }
  RefusalWords operator()(const auto&) const { return {}; }
};

}  // namespace

HubReason hub_reason(const AmqpDetail& detail) {
  return reason_of(code_in(detail.description), detail.condition);
}

HubReason hub_reason(const CbsDetail& detail) {
  if (detail.status == 429) return HubReason::throttled;
  return reason_of(code_in(detail.description), detail.condition);
}

HubReason hub_reason(const LinkDetail& detail) {
  return reason_of(detail.hub_error_code.value_or(0), detail.condition);
}

HubReason hub_reason(const MessageDetail& detail) {
  return reason_of(detail.hub_error_code.value_or(0), detail.condition);
}

HubReason hub_reason(const HoldDetail& detail) {
  return reason_of(code_in(detail.description), detail.condition);
}

std::optional<Verdict> refused_because(const Case& facts, HubReason reason,
                                       std::string_view what) {
  std::vector<const Evidence*> found;
  std::string text;
  for (const Failure& failure : failures(facts)) {
    const RefusalWords words = std::visit(WordsOf{}, failure.evidence->detail);
    if (words.reason != reason) continue;
    if (found.empty()) text = words.text;
    found.push_back(failure.evidence);
  }
  if (found.empty()) return std::nullopt;
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("{} answers, but {}: {}.", facts.host, what, text);
  return verdict;
}

}  // namespace edge::probe
