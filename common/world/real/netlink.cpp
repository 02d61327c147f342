#include "common/world/real/netlink.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace edge {
namespace {

constexpr std::size_t kBufferBytes = 64 * 1024;  // a dump's datagrams have 32 KiB at most
constexpr std::size_t kMaxMessages = 1'000'000;
constexpr int kReadings = 4;  // of a list that changes meanwhile
constexpr timeval kWait{5, 0};  // s; the kernel answers at once

ErrorCode kernel_error(int number) { return {number, boost::system::system_category()}; }

}  // namespace

struct Netlink::Answer {
  std::vector<NetlinkMessage> messages;
  ErrorCode error;
  bool changed = false;  // while it was read
};

Netlink::Netlink(int protocol)
    : socket_(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol)) {
  if (!socket_.valid()) {
    throw std::system_error(errno, std::system_category(), "cannot open a netlink socket");
  }
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &kWait, sizeof kWait);
}

ErrorCode Netlink::send(std::uint16_t type, std::uint16_t flags, std::string_view body) {
  nlmsghdr header{};
  header.nlmsg_len = static_cast<std::uint32_t>(sizeof header + body.size());
  header.nlmsg_type = type;
  header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
  header.nlmsg_seq = ++sequence_;
  std::string request(reinterpret_cast<const char*>(&header), sizeof header);
  request += body;
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  const auto sent = ::sendto(socket_.get(), request.data(), request.size(), 0,
                             reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel);
  return sent < 0 ? kernel_error(errno) : ErrorCode{};
}

bool Netlink::take(std::string_view datagram, Answer& answer) const {
  while (datagram.size() >= sizeof(nlmsghdr)) {
    nlmsghdr header;
    std::memcpy(&header, datagram.data(), sizeof header);
    if (header.nlmsg_len < sizeof header || header.nlmsg_len > datagram.size()) {
      answer.error = kernel_error(EBADMSG);
      return false;
    }
    const auto body = datagram.substr(sizeof header, header.nlmsg_len - sizeof header);
    const auto whole = std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), datagram.size());
    datagram.remove_prefix(whole);
    if (header.nlmsg_seq != sequence_) continue;  // of a question that was given up
    if ((header.nlmsg_flags & NLM_F_DUMP_INTR) != 0) answer.changed = true;
    if (header.nlmsg_type == NLMSG_DONE) return false;
    if (header.nlmsg_type == NLMSG_ERROR) {
      int number = 0;
      if (body.size() >= sizeof number) std::memcpy(&number, body.data(), sizeof number);
      answer.error = number == 0 ? ErrorCode{} : kernel_error(-number);
      return false;
    }
    if (answer.messages.size() == kMaxMessages) {
      answer.error = kernel_error(E2BIG);
      return false;
    }
    answer.messages.push_back({header.nlmsg_type, std::string(body)});
    if ((header.nlmsg_flags & NLM_F_MULTI) == 0) return false;
  }
  return true;
}

Netlink::Answer Netlink::receive() {
  Answer answer;
  std::string buffer(kBufferBytes, '\0');
  while (true) {
    sockaddr_nl from{};
    iovec piece{buffer.data(), buffer.size()};
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    const auto got = ::recvmsg(socket_.get(), &message, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) answer.error = kernel_error(errno == EAGAIN ? ETIMEDOUT : errno);
    if (got >= 0 && (message.msg_flags & MSG_TRUNC) != 0) answer.error = kernel_error(EMSGSIZE);
    if (answer.error) return answer;
    if (from.nl_pid != 0) continue;  // not the kernel
    const std::string_view datagram(buffer.data(), static_cast<std::size_t>(got));
    if (!take(datagram, answer)) return answer;
  }
}

Result<std::vector<NetlinkMessage>> Netlink::list(std::uint16_t type, std::string_view body) {
  for (int i = 0; i < kReadings; ++i) {
    if (const auto error = send(type, NLM_F_DUMP, body); error.failed()) return error;
    Answer answer = receive();
    if (answer.error) return answer.error;
    if (!answer.changed) return std::move(answer.messages);
  }
  return kernel_error(EAGAIN);
}

Result<NetlinkMessage> Netlink::ask(std::uint16_t type, std::string_view body) {
  if (const auto error = send(type, 0, body); error.failed()) return error;
  Answer answer = receive();
  if (answer.error) return answer.error;
  if (answer.messages.empty()) return kernel_error(EBADMSG);
  return std::move(answer.messages.front());
}

ErrorCode Netlink::change(std::uint16_t type, std::uint16_t flags, std::string_view body) {
  const auto asked = static_cast<std::uint16_t>(NLM_F_ACK | flags);
  if (const auto error = send(type, asked, body); error.failed()) return error;
  return receive().error;
}

RouteNetlink::RouteNetlink() : Netlink(NETLINK_ROUTE) {}

FilterNetlink::FilterNetlink() : Netlink(NETLINK_NETFILTER) {}

IpsecNetlink::IpsecNetlink() : Netlink(NETLINK_XFRM) {}

}  // namespace edge
