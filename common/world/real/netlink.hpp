// Questions to the kernel by netlink(7) about the network namespace that the thread is in, and
// changes to it. The bodies are the caller's to write and to read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"
#include "common/files/descriptor.hpp"

namespace edge {

/// What stands behind the header (nlmsghdr) of one message.
struct NetlinkMessage {
  std::uint16_t type = 0;  // RTM_NEWLINK, ...
  std::string body;
};

class Netlink {
 public:
  /// Throws std::system_error with the kernel's words if there is no such socket.
  explicit Netlink(int protocol);

  /// All that the kernel has for the request `type` (RTM_GETLINK, ...) with this body. When the
  /// list changes while it is read it is read again, a few times; then the error is EAGAIN.
  Result<std::vector<NetlinkMessage>> list(std::uint16_t type, std::string_view body);
  /// The kernel's one answer, or its errno.
  Result<NetlinkMessage> ask(std::uint16_t type, std::string_view body);
  /// Has the kernel do what `type` (RTM_NEWLINK, ...) and `flags` (NLM_F_CREATE, ...) say.
  ErrorCode change(std::uint16_t type, std::uint16_t flags, std::string_view body);

 private:
  struct Answer;
  ErrorCode send(std::uint16_t type, std::uint16_t flags, std::string_view body);
  Answer receive();
  /// Takes the messages of one datagram; false: the answer is complete.
  bool take(std::string_view datagram, Answer& answer) const;

  Descriptor socket_;
  std::uint32_t sequence_ = 0;
};

/// Interfaces, addresses, routes, rules (rtnetlink(7)): no privilege is needed.
struct RouteNetlink : Netlink {
  RouteNetlink();
};

/// Packet filters (nfnetlink): the kernel answers who has CAP_NET_ADMIN, others get EPERM.
struct FilterNetlink : Netlink {
  FilterNetlink();
};

/// IPsec's policies and states (xfrm): the kernel answers who has CAP_NET_ADMIN, others get EPERM.
struct IpsecNetlink : Netlink {
  IpsecNetlink();
};

}  // namespace edge
