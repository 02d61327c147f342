// What the verdicts on proxies must tell apart in the same way.
#pragma once

#include "common/report/evidence.hpp"

namespace edge::probe {

/// 407 (RFC 9110 section 15.5.8), or 401, with which tinyproxy 1.11 refuses wrong credentials. To a
/// request without any 401 is a web server's answer.
inline bool refuses_credentials(const ProxyDetail& detail) {
  return detail.status == 407 || (detail.status == 401 && detail.credentials_sent);
}

}  // namespace edge::probe
