// Evidence of a put-token on $cbs: the hub's answer about the identity. Never the token.
#pragma once

#include <optional>
#include <string>

#include "common/base/error_fact.hpp"
#include "common/report/fields.hpp"
#include "common/world/time.hpp"

namespace edge {

struct CbsDetail {
  static constexpr std::string_view kind = "cbs";
  std::string audience;                 // never the token
  std::optional<int> status;            // put-token's status-code; absent: no answer
  std::string description;
  std::string tracking_id;
  std::string condition;                // of a DETACH, END or CLOSE that came instead
  ErrorFact error;
  WallTime token_expires{};
  WallTime checked_at{};
};

template <class F>
constexpr auto fields_of(F f, const CbsDetail*) {
  return f.described("detail-cbs", "",
                   f.always("audience", &CbsDetail::audience, "never the token"),
                   f.optional("status", &CbsDetail::status, "of put-token; absent: no answer"),
                   f.optional("description", &CbsDetail::description),
                   f.optional("tracking_id", &CbsDetail::tracking_id),
                   f.optional("condition", &CbsDetail::condition),
                   f.optional("error", &CbsDetail::error),
                   f.known("token_expires", &CbsDetail::token_expires),
                   f.known("checked_at", &CbsDetail::checked_at));
}

std::string words_on(const CbsDetail& detail);

}  // namespace edge
