// Evidence of getaddrinfo(3) itself: what the C library that the program runs with said of a name,
// and what the probe's imitation of the agent's library came to beside it.
#pragma once

#include <string>
#include <vector>

#include "common/base/error_fact.hpp"
#include "common/report/fields.hpp"
#include "common/world/endpoint.hpp"

namespace edge {

struct LookupDetail {
  static constexpr std::string_view kind = "getaddrinfo";
  std::string name;
  std::string library;                     // "glibc", "musl"
  bool decides = false;                    // it is the agent's: its answer is the stage's
  ErrorFact error;                         // "EAI_NONAME", ..., or why it could not be asked
  std::vector<IpAddress> addresses;        // in its order
  ErrorFact query_error;                   // of the probe's own queries, by the agent's rules
  std::vector<IpAddress> query_addresses;
  bool operator==(const LookupDetail&) const = default;
};

template <class F>
constexpr auto fields_of(F f, const LookupDetail*) {
  return f.described("detail-getaddrinfo",
                     "what this machine's own C library said of a name, beside the probe's queries",
                     f.always("name", &LookupDetail::name),
                     f.always("library", &LookupDetail::library, "glibc or musl"),
                     f.always("decides", &LookupDetail::decides,
                              "it is the agent's library: its answer is the stage's"),
                     f.optional("error", &LookupDetail::error),
                     f.always("addresses", &LookupDetail::addresses),
                     f.optional("query_error", &LookupDetail::query_error,
                                "of the probe's own queries, by the rules of the agent's library"),
                     f.always("query_addresses", &LookupDetail::query_addresses));
}

/// Neither says what the other says: one found addresses and the other none, or none is in both.
bool differ(const LookupDetail& detail);

std::string words_on(const LookupDetail& detail);

}  // namespace edge
