// A small internet in private namespaces: client - router1 - router2 - server, IPv4 and IPv6, with
// veth pairs between them. For tests of the real World.
#pragma once

#include "common/world/endpoint.hpp"
#include "tests/support/private_network.hpp"

namespace edge::test {

///          192.0.2.0/24        198.51.100.0/24        203.0.113.0/24
///   client .2 ---- .1 router1 .1 ------- .2 router2 .1 ---------- .2 server
///          2001:db8:1::/64     2001:db8:2::/64        2001:db8:3::/64
class RoutedLine {
 public:
  RoutedLine();

  const NetworkNamespace client, router1, router2, server;
};

inline IpAddress address(const char* text) { return boost::asio::ip::make_address(text); }
inline IpAddress client_address() { return address("192.0.2.2"); }
inline IpAddress server_address() { return address("203.0.113.2"); }
inline IpAddress server_address6() { return address("2001:db8:3::2"); }

}  // namespace edge::test
