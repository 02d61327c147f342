// An address and a port, and their text forms (RFC 3986 brackets around IPv6).
#pragma once

#include <boost/asio/ip/address.hpp>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace edge {

using IpAddress = boost::asio::ip::address;

struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;

  // Named type: Asio's address has no <=>, with `auto` the order would silently be deleted.
  std::strong_ordering operator<=>(const Endpoint&) const = default;
};

/// "198.51.100.10:5671" or "[2001:db8::1]:5671".
std::string to_string(const Endpoint& endpoint);

/// Parses "IP:PORT" or "[IP]:PORT"; a bare IP takes `default_port`, or fails when that is 0.
Result<Endpoint> parse_endpoint(std::string_view text, std::uint16_t default_port = 0);

}  // namespace edge
