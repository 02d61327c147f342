// What a proxy does. What that means on the wire: simulator/services/proxy_service.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/world/endpoint.hpp"

namespace edge {

/// An HTTP proxy that tunnels CONNECT (RFC 9110 section 9.3.6).
struct ProxyService {
  std::uint16_t port = 3128;
  std::string user;        // empty: asks for no credentials
  std::string password;    // test secret
  std::vector<std::string> denied_hosts;  // answered 403
  bool silent = false;     // accepts, never answers
  bool hangs_up = false;   // accepts, and ends the connection
  bool http_1_0 = false;   // its answers name that version
  std::string scheme;      // of the credentials it asks for; empty: Basic. Others, nobody has
  std::optional<int> refuses_with;  // the status of every answer
  std::vector<Endpoint> dns;  // resolvers it uses; empty: the node's
  bool operator==(const ProxyService&) const = default;
};

}  // namespace edge
