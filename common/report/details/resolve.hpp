// Evidence of name resolution: what was asked of whom, and what came of it.
#pragma once

#include <string>
#include <vector>

#include "common/base/error_fact.hpp"
#include "common/report/fields.hpp"
#include "common/world/endpoint.hpp"
#include "common/world/time.hpp"

namespace edge {

/// One query to one name server.
struct DnsExchange {
  Endpoint server;
  std::string type;                 // "A", "AAAA"
  std::string name;                 // as asked, search domain included
  std::string result;               // "NOERROR", "NXDOMAIN", "SERVFAIL", "silence", "ECONNREFUSED"
  Duration begin{}, end{};          // since the run's start
};

struct ResolveDetail {
  static constexpr std::string_view kind = "resolve";
  std::string name;
  std::string source;               // "literal", "hosts", "dns", "option"
  ErrorFact error;                  // getaddrinfo's: "EAI_NONAME", "EAI_AGAIN", ...
  std::vector<IpAddress> addresses; // in the order they will be tried
  std::vector<DnsExchange> exchanges;
};

constexpr auto fields_of(const DnsExchange*) {
  return described("dns-exchange", "one query to one name server",
                   always("server", &DnsExchange::server), always("type", &DnsExchange::type),
                   always("name", &DnsExchange::name),
                   always("result", &DnsExchange::result, "RCODE, silence, or an errno"),
                   always("begin_ms", &DnsExchange::begin), always("end_ms", &DnsExchange::end));
}

constexpr auto fields_of(const ResolveDetail*) {
  return described("detail-resolve", "", always("name", &ResolveDetail::name),
                   optional("source", &ResolveDetail::source, "literal, hosts, dns or option"),
                   optional("error", &ResolveDetail::error, "getaddrinfo's"),
                   always("addresses", &ResolveDetail::addresses),
                   always("exchanges", &ResolveDetail::exchanges));
}

std::string words_on(const ResolveDetail& detail);

}  // namespace edge
