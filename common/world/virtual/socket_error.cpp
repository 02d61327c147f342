#include "common/world/virtual/socket_error.hpp"

#include <cerrno>
#include <span>

#include "common/world/virtual/icmp.hpp"

namespace edge {

namespace {

struct Row {
  int number = 0;
  bool fatal = false;
};

constexpr std::uint8_t kUnreachable4 = 3, kTimeExceeded4 = 11;  // RFC 792
constexpr std::uint8_t kUnreachable6 = 1, kTimeExceeded6 = 3;   // RFC 4443

constexpr Row kUnreachableErrors4[] = {
    {ENETUNREACH, false},   // network
    {EHOSTUNREACH, false},  // host
    {ENOPROTOOPT, true},    // protocol
    {ECONNREFUSED, true},   // port
    {EMSGSIZE, false},      // fragmentation needed
    {EOPNOTSUPP, false},    // source route failed
    {ENETUNREACH, true},    // network unknown
    {EHOSTDOWN, true},      // host unknown
    {ENONET, true},         // host isolated
    {ENETUNREACH, true},    // network prohibited
    {EHOSTUNREACH, true},   // host prohibited
    {ENETUNREACH, false},   // network, for this type of service
    {EHOSTUNREACH, false},  // host, for this type of service
    {EHOSTUNREACH, true},   // administratively prohibited
    {EHOSTUNREACH, true},   // precedence violation
    {EHOSTUNREACH, true},   // precedence cut-off
};

constexpr Row kUnreachableErrors6[] = {
    {ENETUNREACH, false},   // no route
    {EACCES, true},         // administratively prohibited
    {EHOSTUNREACH, false},  // beyond scope
    {EHOSTUNREACH, false},  // address
    {ECONNREFUSED, true},   // port
    {EACCES, true},         // source address failed policy
    {EACCES, true},         // reject route
};

}  // namespace

std::optional<SocketError> socket_error(const IcmpMessage& message, bool v6) {
  if (is_packet_too_big(message, v6)) return {};
  const auto to_error = [](const Row& row) {
    return SocketError{ErrorCode(row.number, boost::system::system_category()), row.fatal};
  };
  if (message.type == (v6 ? kTimeExceeded6 : kTimeExceeded4)) return to_error({EHOSTUNREACH});
  if (message.type != (v6 ? kUnreachable6 : kUnreachable4)) return {};
  const std::span<const Row> rows =
      v6 ? std::span<const Row>(kUnreachableErrors6) : std::span<const Row>(kUnreachableErrors4);
  if (message.code >= rows.size()) return {};
  return to_error(rows[message.code]);
}

}  // namespace edge
