// Evidence of a look-up beside the attempts: at one name server, for what the agent's own look-up
// does not show.
#pragma once

#include <string>
#include <vector>

#include "common/report/details/resolve.hpp"

namespace edge {

struct QueryDetail {
  static constexpr std::string_view kind = "query";
  Endpoint server;
  bool over_tcp = false;            // a server that is silent over UDP is asked over TCP
  bool on_request = false;          // the server is --second-dns, not one that the agent asks
  bool plain = false;               // for the name as it is and without EDNS, unlike the agent's
  bool apart = false;               // A and AAAA one after the other, each from a socket of its own
  std::string name;
  ErrorFact error;                  // "EAI_NONAME", "EAI_AGAIN"
  std::vector<IpAddress> addresses;
  std::vector<DnsExchange> exchanges;
};

template <class F>
constexpr auto fields_of(F f, const QueryDetail*) {
  return f.described("detail-query", "a look-up at one name server, beside the agent's own",
                   f.always("server", &QueryDetail::server),
                   f.always("over_tcp", &QueryDetail::over_tcp),
                   f.always("on_request", &QueryDetail::on_request,
                            "the server is --second-dns, none that the agent asks"),
                   f.known("plain", &QueryDetail::plain,
                           "true: for the name as it is and without EDNS, unlike the agent's"),
                   f.known("apart", &QueryDetail::apart,
                           "true: A and AAAA one after the other, each from a socket of its own"),
                   f.always("name", &QueryDetail::name),
                   f.optional("error", &QueryDetail::error, "as getaddrinfo's"),
                   f.always("addresses", &QueryDetail::addresses),
                   f.always("exchanges", &QueryDetail::exchanges));
}

/// The first RCODE that the server gave; empty if none.
std::string rcode_of(const QueryDetail& detail);

std::string words_on(const QueryDetail& detail);

}  // namespace edge
