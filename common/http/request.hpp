// The head of a request as this project's own questions have it, and the characters that may stand
// in one. Not what an agent sends: a WebSocket upgrade and CONNECT are written as the agent's are.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/secret.hpp"

namespace edge {

struct HttpAsk {
  std::string method = "GET";
  std::string host;    // for the Host field, with the port if that is not the usual one
  std::string target;  // path and query
  std::vector<std::pair<std::string, Secret>> fields;  // besides those of any request
};

/// The request line and the fields, without the empty line that ends a head. Throws
/// std::invalid_argument for a host, target or field that cannot stand in one.
std::string request_lines(const HttpAsk& request);

/// tchar of RFC 9110 section 5.6.2.
bool stands_in_token(char c);

}  // namespace edge
