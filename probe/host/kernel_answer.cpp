#include "probe/host/kernel_answer.hpp"

#include <linux/rtnetlink.h>
#include <netinet/in.h>

#include "common/world/real/netlink_attributes.hpp"
#include "probe/host/parse_messages.hpp"

namespace edge::probe {
namespace {

std::string question(const Lookup& packet, unsigned flags) {
  rtmsg header{};
  const auto length = static_cast<unsigned char>(address_bits(packet.destination));
  header.rtm_family = packet.destination.is_v4() ? AF_INET : AF_INET6;
  header.rtm_dst_len = length;
  header.rtm_src_len = packet.source ? length : 0;
  header.rtm_flags = flags;
  std::string body = bytes_of(header);
  add_attribute(body, RTA_DST, address_bytes(packet.destination));
  if (packet.source) add_attribute(body, RTA_SRC, address_bytes(*packet.source));
  if (packet.in_link != 0) add_attribute(body, RTA_IIF, bytes_of(packet.in_link));
  const auto add_port = [&](std::uint16_t type, std::uint16_t port) {
    if (port != 0) add_attribute(body, type, bytes_of(htons(port)));
  };
  if (packet.mark != 0) add_attribute(body, RTA_MARK, bytes_of(packet.mark));
  add_attribute(body, RTA_IP_PROTO, std::string(1, static_cast<char>(packet.protocol)));
  add_port(RTA_SPORT, packet.source_port);
  add_port(RTA_DPORT, packet.port);
  return body;
}

}  // namespace

KernelAnswer ask_kernel(RouteNetlink& kernel, const Lookup& packet) {
  KernelAnswer answer;
  const auto told = kernel.ask(RTM_GETROUTE, question(packet, RTM_F_LOOKUP_TABLE));
  if (!told) {
    answer.error = error_in_words(told.error());
    return answer;
  }
  for_each_attribute(behind<rtmsg>(told->body), [&](std::uint16_t type, std::string_view value) {
    if (type == RTA_OIF) answer.out_link = static_cast<int>(number_of(value));
    if (type == RTA_GATEWAY) answer.gateway = any_address_of(value);
    if (type == RTA_PREFSRC) answer.source = any_address_of(value);
    if (type == RTA_TABLE) answer.table = number_of(value);
  });
  // The route itself, of which the answer above is made.
  const auto match = kernel.ask(RTM_GETROUTE, question(packet, RTM_F_FIB_MATCH));
  const auto route = match ? parse_route(match->body) : std::nullopt;
  if (route) answer.matched = route->destination;
  return answer;
}

}  // namespace edge::probe
