// Evidence of name resolution: what was asked of whom, and what came of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/error_fact.hpp"
#include "common/report/fields.hpp"
#include "common/world/world.hpp"

namespace edge {

/// One query to one name server.
struct DnsExchange {
  Endpoint server;
  std::string type;                 // "A", "AAAA"
  std::string name;                 // as asked, search domain included
  std::string result;               // "NOERROR", "NXDOMAIN", "SERVFAIL", "silence", "ECONNREFUSED"
  Duration begin{}, end{};          // since the run's start
  std::optional<IcmpError> icmp{};  // that `result` comes from
  bool referral = false;            // NOERROR from a server that asks no others, and has no answer
  std::string alias{};              // whom the answer has the name be an alias of (CNAME)
  std::optional<IpAddress> answered_by{};  // not whom it was sent to: the library drops that answer
  bool echo = false;                // what came back is the query itself, which nobody answered
  bool malformed = false;           // a record of the answer could not be read
};

struct ResolveDetail {
  static constexpr std::string_view kind = "resolve";
  std::string name;
  std::string source;               // "literal", "hosts", "dns", "option"; "getaddrinfo": what
                                    // the machine's own C library alone says
  ErrorFact error;                  // getaddrinfo's: "EAI_NONAME", "EAI_AGAIN", ...
  std::vector<IpAddress> addresses; // in the order they will be tried
  std::vector<DnsExchange> exchanges;
};

template <class F>
constexpr auto fields_of(F f, const DnsExchange*) {
  return f.described("dns-exchange", "one query to one name server",
                   f.always("server", &DnsExchange::server), f.always("type", &DnsExchange::type),
                   f.always("name", &DnsExchange::name),
                   f.always("result", &DnsExchange::result, "RCODE, silence, or an errno"),
                   f.always("begin_ms", &DnsExchange::begin),
                   f.always("end_ms", &DnsExchange::end),
                   f.optional("icmp", &DnsExchange::icmp, "what the result comes from"),
                   f.known("referral", &DnsExchange::referral,
                           "true: NOERROR from a server that asks no others, and has no answer"),
                   f.known("echo", &DnsExchange::echo,
                           "true: what came back is the query itself, which nobody answered"),
                   f.known("malformed", &DnsExchange::malformed,
                           "true: a record of the answer could not be read"),
                   f.optional("alias", &DnsExchange::alias,
                              "whom the answer has the name be an alias of (the last CNAME)"),
                   f.optional("answered_by", &DnsExchange::answered_by,
                              "not whom it was sent to: the library drops that answer"));
}

template <class F>
constexpr auto fields_of(F f, const ResolveDetail*) {
  return f.described("detail-resolve", "", f.always("name", &ResolveDetail::name),
                   f.optional("source", &ResolveDetail::source,
                              "literal, hosts, dns, option or getaddrinfo"),
                   f.optional("error", &ResolveDetail::error, "getaddrinfo's"),
                   f.always("addresses", &ResolveDetail::addresses),
                   f.always("exchanges", &ResolveDetail::exchanges));
}

/// Server and result of each exchange, repeated ones counted: "192.168.1.1 silence (4 times)".
std::string exchanges_text(const std::vector<DnsExchange>& exchanges);

std::string words_on(const ResolveDetail& detail);

}  // namespace edge
