#include "probe/host/ipsec_policies.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/xfrm.h>
#include <sys/socket.h>

#include <algorithm>

#include "common/world/real/netlink_attributes.hpp"

namespace edge::probe {
namespace {

IpAddress address_in(const xfrm_address_t& bytes, int family) {
  const std::string all = bytes_of(bytes);
  return *any_address_of(std::string_view(all).substr(0, family == AF_INET ? 4 : 16));
}

Prefix prefix_in(const xfrm_address_t& bytes, int length, int family) {
  const IpAddress address = address_in(bytes, family);
  return network_of({address, std::clamp(length, 0, address_bits(address))});
}

/// Of several transformations, as AH around ESP, the first one's end is the next gateway.
void take_template(IpsecPolicy& policy, std::string_view value) {
  const auto first = header_of<xfrm_user_tmpl>(value);
  if (!first) return;
  policy.transforms = true;
  const bool is_ip = first->family == AF_INET || first->family == AF_INET6;
  if (first->mode != XFRM_MODE_TUNNEL || !is_ip) return;
  const IpAddress end = address_in(first->id.daddr, first->family);
  if (!end.is_unspecified()) policy.tunnel_end = end;
}

}  // namespace

std::optional<IpsecPolicy> parse_ipsec_policy(std::string_view body) {
  const auto header = header_of<xfrm_userpolicy_info>(body);
  if (!header || header->dir != XFRM_POLICY_OUT || header->sel.ifindex != 0) return std::nullopt;
  const int family = header->sel.family;
  if (family != AF_INET && family != AF_INET6) return std::nullopt;
  IpsecPolicy policy;
  policy.source = prefix_in(header->sel.saddr, header->sel.prefixlen_s, family);
  policy.destination = prefix_in(header->sel.daddr, header->sel.prefixlen_d, family);
  policy.priority = header->priority;
  policy.protocol = header->sel.proto;
  policy.port = ntohs(header->sel.dport);
  policy.port_mask = ntohs(header->sel.dport_mask);
  policy.blocks = header->action == XFRM_POLICY_BLOCK;
  bool of_mark = header->sel.sport_mask != 0;
  for_each_attribute(behind<xfrm_userpolicy_info>(body), [&](std::uint16_t type,
                                                            std::string_view value) {
    if (type == XFRMA_TMPL) take_template(policy, value);
    if (type == XFRMA_IF_ID) of_mark = of_mark || number_of(value) != 0;
    if (type != XFRMA_MARK) return;
    const auto mark = header_of<xfrm_mark>(value);
    of_mark = of_mark || (mark && (mark->v & mark->m) != 0);
  });
  return of_mark ? std::nullopt : std::optional(policy);
}

bool selects(const IpsecPolicy& policy, const IpAddress& source, const IpAddress& destination,
             int protocol, std::uint16_t port) {
  const bool of_protocol = policy.protocol == 0 || policy.protocol == protocol;
  return of_protocol && policy.source.contains(source) &&
         policy.destination.contains(destination) && ((port ^ policy.port) & policy.port_mask) == 0;
}

std::string policy_text(const IpsecPolicy& policy) {
  return fmt::format("src {} dst {} dir out{} priority {}", to_string(policy.source),
                     to_string(policy.destination), policy.blocks ? " action block" : "",
                     policy.priority);
}

}  // namespace edge::probe
