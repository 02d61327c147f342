#include "common/world/real/error_queue.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>

#include <linux/errqueue.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace edge {
namespace {

constexpr int kMaxQueued = 64;  // a flood of forged errors must not hold the program

std::optional<Endpoint> endpoint_of(const void* address) {
  sa_family_t family = 0;
  std::memcpy(&family, address, sizeof(family));
  if (family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, address, sizeof(v4));
    return Endpoint{boost::asio::ip::address_v4(ntohl(v4.sin_addr.s_addr)), ntohs(v4.sin_port)};
  }
  if (family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, address, sizeof(v6));
    boost::asio::ip::address_v6::bytes_type bytes;
    std::copy_n(v6.sin6_addr.s6_addr, bytes.size(), bytes.begin());
    return Endpoint{boost::asio::ip::address_v6(bytes, v6.sin6_scope_id), ntohs(v6.sin6_port)};
  }
  return std::nullopt;
}

/// The kernel lays out a sock_extended_err and, behind it, the offender's sockaddr.
std::optional<QueuedError> icmp_error_in(cmsghdr* control) {
  const bool v4 = control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_RECVERR;
  const bool v6 = control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_RECVERR;
  if (!v4 && !v6) return std::nullopt;
  sock_extended_err extended;
  std::memcpy(&extended, CMSG_DATA(control), sizeof(extended));
  const bool icmp = extended.ee_origin == SO_EE_ORIGIN_ICMP;
  const bool icmp6 = extended.ee_origin == SO_EE_ORIGIN_ICMP6;
  if (!icmp && !icmp6) return std::nullopt;
  const auto sender = endpoint_of(CMSG_DATA(control) + sizeof(extended));
  if (!sender) return std::nullopt;
  QueuedError queued;
  queued.error.assign(static_cast<int>(extended.ee_errno), boost::system::system_category());
  queued.icmp = {extended.ee_type, extended.ee_code, sender->address};
  return queued;
}

}  // namespace

ErrorCode enable_error_queue(int socket, const IpAddress& address) {
  const int on = 1;
  const int level = address.is_v6() ? IPPROTO_IPV6 : IPPROTO_IP;
  const int option = address.is_v6() ? IPV6_RECVERR : IP_RECVERR;
  if (::setsockopt(socket, level, option, &on, sizeof(on)) == 0) return {};
  return {errno, boost::system::system_category()};
}

std::optional<QueuedError> take_icmp_error(int socket) {
  std::optional<QueuedError> oldest;
  for (int count = 0; count < kMaxQueued; ++count) {
    alignas(cmsghdr) std::array<char, 512> control{};
    sockaddr_storage peer{};
    msghdr message{};
    message.msg_name = &peer;
    message.msg_namelen = sizeof(peer);
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    if (::recvmsg(socket, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) break;
    for (cmsghdr* item = CMSG_FIRSTHDR(&message); item != nullptr && !oldest;
         item = CMSG_NXTHDR(&message, item)) {
      oldest = icmp_error_in(item);
      if (oldest && message.msg_namelen > 0) oldest->to = endpoint_of(&peer);
    }
  }
  return oldest;
}

}  // namespace edge
