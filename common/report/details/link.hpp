// Evidence of attaching the telemetry link.
#pragma once

#include <optional>
#include <string>

#include "common/base/error_fact.hpp"
#include "common/report/fields.hpp"

namespace edge {

struct LinkDetail {
  static constexpr std::string_view kind = "link";
  std::string address;
  std::string condition, description;
  std::optional<int> hub_error_code;    // errorCode of the hub's JSON, e.g. 401002
  ErrorFact error;
};

template <class F>
constexpr auto fields_of(F f, const LinkDetail*) {
  return f.described("detail-link", "", f.always("address", &LinkDetail::address),
                   f.optional("condition", &LinkDetail::condition),
                   f.optional("description", &LinkDetail::description),
                   f.optional("hub_error_code", &LinkDetail::hub_error_code),
                   f.optional("error", &LinkDetail::error));
}

std::string words_on(const LinkDetail& detail);

}  // namespace edge
