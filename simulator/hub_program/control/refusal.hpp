// A request to the control endpoint that is not carried out.
#pragma once

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "common/http/answers.hpp"

namespace edge::sim {

/// A handler throws it, the client gets it.
class HttpRefusal : public std::runtime_error {
 public:
  /// As of error_answer().
  HttpRefusal(int status, std::string code, const std::string& message)
      : std::runtime_error(message), status_(status), code_(std::move(code)) {}
  int status() const { return status_; }
  const std::string& code() const { return code_; }

 private:
  int status_;
  std::string code_;
};

}  // namespace edge::sim
