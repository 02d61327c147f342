// Answers of a small HTTP server in JSON; errors always in the form
// {"error": {"code": "device-not-found", "message": "..."}}.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "common/http/exchange.hpp"

namespace edge {

/// Bytes that are no UTF-8 become U+FFFD.
HttpAnswer json_answer(const nlohmann::ordered_json& body, int status = 200);
/// `code` is kebab-case, for programs; `message` is for people, with what it repeats of the request
/// made printable.
HttpAnswer error_answer(int status, const std::string& code, const std::string& message);

}  // namespace edge
