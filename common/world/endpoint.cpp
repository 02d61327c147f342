#include "common/world/endpoint.hpp"

#include <boost/asio/ip/address.hpp>

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

Result<IpAddress> parse_address(std::string_view text) {
  ErrorCode error;
  // A view may hold a NUL, at which the system's parser would stop and accept the beginning.
  if (text.find('\0') != std::string_view::npos) return malformed();
  const auto address = boost::asio::ip::make_address(std::string(text), error);
  if (error) return malformed();
  return address;
}

std::string to_string(const Endpoint& endpoint) {
  const std::string address = endpoint.address.to_string();
  const std::string port = std::to_string(endpoint.port);
  return endpoint.address.is_v6() ? "[" + address + "]:" + port : address + ":" + port;
}

Result<Endpoint> parse_endpoint(std::string_view text, std::uint16_t default_port) {
  std::string_view host = text;
  std::string_view port;
  bool has_port = false;
  const bool bracketed = text.starts_with('[');
  if (bracketed) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return malformed();
    host = text.substr(1, close - 1);
    const std::string_view rest = text.substr(close + 1);
    has_port = rest.starts_with(':');
    if (!rest.empty() && !has_port) return malformed();
    if (has_port) port = rest.substr(1);
  } else if (const auto colon = text.find(':');
             colon != std::string_view::npos && text.find(':', colon + 1) == text.npos) {
    has_port = true;
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  const auto address = parse_address(host);
  if (!address || (bracketed && !address->is_v6())) return malformed();
  if (!has_port) {
    if (default_port == 0) return malformed();
    return Endpoint{*address, default_port};
  }
  const auto number = parse_port(port);
  if (!number) return malformed();
  return Endpoint{*address, *number};
}

}  // namespace edge
