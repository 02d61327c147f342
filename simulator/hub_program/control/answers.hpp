// The answers of the control endpoint: JSON, and errors always in the form
// {"error": {"code": "device-not-found", "message": "..."}}.
#pragma once

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "common/http/exchange.hpp"

namespace edge::sim {

/// A request that is not carried out; a handler throws it, the client gets it.
class HttpRefusal : public std::runtime_error {
 public:
  /// `code` is kebab-case, for programs; `message` is for people, with what it repeats of the
  /// request made printable.
  HttpRefusal(int status, std::string code, const std::string& message)
      : std::runtime_error(message), status_(status), code_(std::move(code)) {}
  int status() const { return status_; }
  const std::string& code() const { return code_; }

 private:
  int status_;
  std::string code_;
};

/// Bytes that are no UTF-8 become U+FFFD.
HttpAnswer json_answer(const nlohmann::ordered_json& body, int status = 200);
HttpAnswer error_answer(int status, const std::string& code, const std::string& message);

}  // namespace edge::sim
