#include "probe/verdicts/cbs_facts.hpp"

#include <fmt/format.h>

#include <cctype>

#include "common/base/ascii_case.hpp"
#include "probe/verdicts/amqp_facts.hpp"
#include "probe/verdicts/hub_refusals.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

bool mentions(const std::string& text, std::string_view word) {
  const auto same = [](char a, char b) { return lower_case(a) == lower_case(b); };
  return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

}  // namespace

TokenAnswer token_answer(const CbsDetail& detail) {
  if (hub_reason(detail) != HubReason::other) return TokenAnswer::reasoned;
  if (!detail.status) {
    if (broke_protocol(detail.error)) return TokenAnswer::broken;
    return detail.condition.empty() ? TokenAnswer::none : TokenAnswer::refused;
  }
  // The service tells what is wrong with a token in the words of the description only.
  if (*detail.status == 404) return TokenAnswer::not_registered;
  if (*detail.status == 401 && mentions(detail.description, "expired")) {
    return TokenAnswer::expired;
  }
  if (*detail.status == 401 && mentions(detail.description, "signature")) {
    return TokenAnswer::bad_signature;
  }
  return TokenAnswer::refused;
}

std::vector<Culprit<CbsDetail>> with_token_answer(const Case& facts, TokenAnswer answer) {
  return culprits<CbsDetail>(facts, [answer](const CbsDetail& detail, const Evidence& seen) {
    if (answer == TokenAnswer::none && is_swallowed(seen)) return false;
    return token_answer(detail) == answer;
  });
}

std::string status_text(const CbsDetail& detail) {
  const std::string what = detail.status ? std::to_string(*detail.status) : detail.condition;
  return what + quoted_error(detail.description);
}

}  // namespace edge::probe
