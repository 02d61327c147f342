// Evidence of a proxy's answer to CONNECT (RFC 9110 section 9.3.6).
#pragma once

#include <string>

#include "common/base/error_fact.hpp"
#include "common/report/fields.hpp"

namespace edge {

struct ProxyDetail {
  static constexpr std::string_view kind = "proxy";
  std::string proxy;                // URL without credentials
  bool credentials_sent = false;
  int status = 0;                   // of the CONNECT; 0: none came
  std::string reason;               // status line's phrase
  std::string authenticate;         // Proxy-Authenticate
  std::string via;
  std::string squid_error;          // X-Squid-Error: the reason in squid's own words
  ErrorFact error;                  // empty when the tunnel stands
};

template <class F>
constexpr auto fields_of(F f, const ProxyDetail*) {
  return f.described("detail-proxy", "", f.always("proxy", &ProxyDetail::proxy),
                   f.always("credentials_sent", &ProxyDetail::credentials_sent),
                   f.known("status", &ProxyDetail::status, "of the CONNECT; absent: no answer"),
                   f.optional("reason", &ProxyDetail::reason),
                   f.optional("authenticate", &ProxyDetail::authenticate),
                   f.optional("via", &ProxyDetail::via),
                   f.optional("squid_error", &ProxyDetail::squid_error, "X-Squid-Error"),
                   f.optional("error", &ProxyDetail::error));
}

std::string words_on(const ProxyDetail& detail);

}  // namespace edge
