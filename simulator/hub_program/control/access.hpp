// Who may use the control endpoint: whoever has its token, and no web page that a browser on this
// machine shows (DNS rebinding: a page's own name that leads to 127.0.0.1). Pure.
#pragma once

#include <optional>
#include <string>

#include "common/base/secret.hpp"
#include "common/http/exchange.hpp"

namespace edge::sim {

class ControlAccess {
 public:
  /// Besides IP addresses and localhost, `host_name` is a name to ask for it by.
  ControlAccess(Secret token, std::string host_name);

  /// 400, 401 or 403, or nothing. The token is compared in constant time.
  std::optional<HttpAnswer> refuse(const HttpHead& head) const;

 private:
  bool is_ours(const std::string& host) const;
  bool shows_token(const HttpHead& head) const;

  Secret token_;
  std::string host_name_;
};

}  // namespace edge::sim
