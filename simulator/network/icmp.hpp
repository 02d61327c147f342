// The ICMP errors of the virtual network: type and code per family, and Linux's limit on sending
// them. Which ones a node sends is decided in icmp_responder.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "common/world/time.hpp"
#include "simulator/network/packet.hpp"

namespace edge {

enum class IcmpReason { time_exceeded, net_unreachable, host_unreachable, port_unreachable,
                        admin_prohibited, packet_too_big };

/// RFC 792, RFC 1812 section 5.2.7 and RFC 4443, by the family of the packet it is about.
IcmpMessage icmp_error(IcmpReason reason, const Packet& about, int next_hop_mtu = 0);

/// True for "fragmentation needed" and "packet too big".
bool is_packet_too_big(const IcmpMessage& message, bool v6);

/// One error a second to each peer after a burst of six (icmp_ratelimit, ip-sysctl.rst;
/// XRLIM_BURST_FACTOR, net/ipv4/inetpeer.c).
class IcmpRateLimit {
 public:
  bool allow(const IpAddress& peer, Instant now);

 private:
  struct Bucket {
    Duration tokens;
    Instant last;
  };
  std::unordered_map<IpAddress, Bucket> buckets_;
};

}  // namespace edge
