// The addresses that a registry names for what is to be asked next. They are a peer's words: only
// what leads to a host by HTTPS is taken.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace edge::probe {

struct WebAddress {
  std::string host;
  std::uint16_t port = 443;
  std::string target = "/";  // path and query
  std::string problem;       // why it is not to be asked; or empty
};

/// "https://host[:port]/path?query". An address with a user in it, a port 0, or bytes that no URL
/// has is a problem, as is any other scheme.
WebAddress https_address(std::string_view url);

/// What `target` is without its query, which may hold a signature.
std::string without_query(std::string_view target);

}  // namespace edge::probe
