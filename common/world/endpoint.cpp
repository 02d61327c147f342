#include "common/world/endpoint.hpp"

#include "common/base/host_name.hpp"
#include "common/base/whole_number.hpp"
#include "common/world/address.hpp"

namespace edge {
namespace {

ErrorCode malformed() {
  return make_error_code(boost::system::errc::invalid_argument);
}

/// A decimal port without sign, blanks or leading zeros beyond five digits; 0 is allowed ("any").
Result<std::uint16_t> parse_port(std::string_view text) {
  const auto port = whole_number<std::uint16_t>(text);
  if (text.size() > 5 || !port) return malformed();
  return *port;
}

}  // namespace

std::string to_string(const Endpoint& endpoint) {
  const std::string address = endpoint.address.to_string();
  const std::string port = std::to_string(endpoint.port);
  return endpoint.address.is_v6() ? "[" + address + "]:" + port : address + ":" + port;
}

Result<Endpoint> parse_endpoint(std::string_view text, std::uint16_t default_port) {
  const auto bare = parse_address(text);  // an IPv6 address needs brackets only before a port
  const auto [host, port, bracketed] = split_host_and_port(text);
  const auto address = bare ? bare : parse_address(host);
  if (!address || (!bare && address->is_v6() != bracketed)) return malformed();
  if (!port || bare) {
    if (default_port == 0) return malformed();
    return Endpoint{*address, default_port};
  }
  const auto number = parse_port(*port);
  if (!number) return malformed();
  return Endpoint{*address, *number};
}

}  // namespace edge
