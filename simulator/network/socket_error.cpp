#include "simulator/network/socket_error.hpp"

#include <cerrno>
#include <span>

#include "simulator/network/icmp.hpp"

namespace edge {

namespace {

constexpr std::uint8_t kUnreachable4 = 3, kTimeExceeded4 = 11;  // RFC 792
constexpr std::uint8_t kUnreachable6 = 1, kTimeExceeded6 = 3;   // RFC 4443

constexpr int kUnreachableErrors4[] = {
    ENETUNREACH,   // network
    EHOSTUNREACH,  // host
    ENOPROTOOPT,   // protocol
    ECONNREFUSED,  // port
    EMSGSIZE,      // fragmentation needed
    EOPNOTSUPP,    // source route failed
    ENETUNREACH,   // network unknown
    EHOSTDOWN,     // host unknown
    ENONET,        // host isolated
    ENETUNREACH,   // network prohibited
    EHOSTUNREACH,  // host prohibited
    ENETUNREACH,   // network, for this type of service
    EHOSTUNREACH,  // host, for this type of service
    EHOSTUNREACH,  // administratively prohibited
    EHOSTUNREACH,  // precedence violation
    EHOSTUNREACH,  // precedence cut-off
};

constexpr int kUnreachableErrors6[] = {
    ENETUNREACH,   // no route
    EACCES,        // administratively prohibited
    EHOSTUNREACH,  // beyond scope
    EHOSTUNREACH,  // address
    ECONNREFUSED,  // port
    EACCES,        // source address failed policy
    EACCES,        // reject route
};

}  // namespace

std::optional<ErrorCode> socket_error(const IcmpMessage& message, bool v6) {
  if (is_packet_too_big(message, v6)) return {};
  const auto to_error = [](int number) {
    return ErrorCode(number, boost::system::system_category());
  };
  if (message.type == (v6 ? kTimeExceeded6 : kTimeExceeded4)) return to_error(EHOSTUNREACH);
  if (message.type != (v6 ? kUnreachable6 : kUnreachable4)) return {};
  const std::span<const int> rows =
      v6 ? std::span<const int>(kUnreachableErrors6) : std::span<const int>(kUnreachableErrors4);
  if (message.code >= rows.size()) return {};
  return to_error(rows[message.code]);
}

}  // namespace edge
