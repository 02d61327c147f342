// What the hub's $cbs node said about the token. Texts as seen from real hubs (401: "The specified
// SAS token is expired", "... has an invalid signature. It does not match ...").
#pragma once

#include "probe/verdicts/failures.hpp"

namespace edge::probe {

enum class TokenAnswer {
  none,
  expired,
  bad_signature,
  not_registered,
  reasoned,  // refused for what hub_refusals.hpp knows
  broken,    // the peer broke AMQP's rules instead
  refused,
};

TokenAnswer token_answer(const CbsDetail& detail);

/// cbs stages that failed with `answer`.
std::vector<Culprit<CbsDetail>> with_token_answer(const Case& facts, TokenAnswer answer);

/// `401 "The specified SAS token is expired"`.
std::string status_text(const CbsDetail& detail);

}  // namespace edge::probe
