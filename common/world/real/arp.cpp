#include "common/world/real/arp.hpp"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/if_ether.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "common/files/descriptor.hpp"

namespace edge {
namespace {

using ArpClock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kBetweenProbes{100};

ErrorCode arp_error() { return {errno, boost::system::system_category()}; }

sockaddr_ll everybody_on(int link) {
  sockaddr_ll to{};
  to.sll_family = AF_PACKET;
  to.sll_protocol = htons(ETH_P_ARP);
  to.sll_ifindex = link;
  to.sll_halen = ETH_ALEN;
  std::memset(to.sll_addr, 0xff, ETH_ALEN);
  return to;
}

/// The socket, and the hardware address of its link.
struct Asker {
  Descriptor socket;
  std::array<std::uint8_t, ETH_ALEN> own{};
};

Result<Asker> asker_on(int link) {
  Asker asker{Descriptor(::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, htons(ETH_P_ARP))), {}};
  if (!asker.socket.valid()) return arp_error();
  sockaddr_ll here{};
  here.sll_family = AF_PACKET;
  here.sll_protocol = htons(ETH_P_ARP);
  here.sll_ifindex = link;
  socklen_t size = sizeof here;
  auto* const address = reinterpret_cast<sockaddr*>(&here);
  if (::bind(asker.socket.get(), address, size) != 0 ||
      ::getsockname(asker.socket.get(), address, &size) != 0) {
    return arp_error();
  }
  std::memcpy(asker.own.data(), here.sll_addr, ETH_ALEN);
  return asker;
}

ether_arp probe_for(const Asker& asker, const boost::asio::ip::address_v4& address) {
  ether_arp probe{};
  probe.arp_hrd = htons(ARPHRD_ETHER);
  probe.arp_pro = htons(ETHERTYPE_IP);
  probe.arp_hln = ETH_ALEN;
  probe.arp_pln = sizeof probe.arp_tpa;
  probe.arp_op = htons(ARPOP_REQUEST);
  std::memcpy(probe.arp_sha, asker.own.data(), ETH_ALEN);
  const auto wanted = address.to_bytes();
  std::memcpy(probe.arp_tpa, wanted.data(), wanted.size());
  return probe;
}

/// An answer of who has the address, or a probe of who is about to take it.
bool claims(const ether_arp& message, const ether_arp& probe) {
  static constexpr std::uint8_t kNone[4] = {};
  const auto same = [](const std::uint8_t* a, const std::uint8_t* b) {
    return std::memcmp(a, b, sizeof kNone) == 0;
  };
  if (std::memcmp(message.arp_sha, probe.arp_sha, ETH_ALEN) == 0) return false;
  if (same(message.arp_spa, probe.arp_tpa)) return true;
  return same(message.arp_spa, kNone) && same(message.arp_tpa, probe.arp_tpa);
}

/// Whether an answer came until `end`.
bool claimed_until(const Asker& asker, const ether_arp& probe, ArpClock::time_point end) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - ArpClock::now()).count();
    pollfd watched{asker.socket.get(), POLLIN, 0};
    const int ready = left > 0 ? ::poll(&watched, 1, static_cast<int>(left)) : 0;
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    ether_arp message{};
    const auto got = ::recv(asker.socket.get(), &message, sizeof message, MSG_DONTWAIT);
    if (got == sizeof message && claims(message, probe)) return true;
  }
}

}  // namespace

Result<AddressHolder> holder_of(int link, const boost::asio::ip::address_v4& address,
                                Duration wait) {
  const auto asker = asker_on(link);
  if (!asker) return asker.error();
  const ether_arp probe = probe_for(*asker, address);
  const sockaddr_ll to = everybody_on(link);
  const auto end = ArpClock::now() + std::chrono::duration_cast<ArpClock::duration>(wait);
  while (ArpClock::now() < end) {
    const auto sent = ::sendto(asker->socket.get(), &probe, sizeof probe, 0,
                               reinterpret_cast<const sockaddr*>(&to), sizeof to);
    if (sent < 0 && errno != ENETDOWN && errno != ENOBUFS) return arp_error();
    const auto next = std::min(ArpClock::now() + kBetweenProbes, end);
    if (claimed_until(*asker, probe, next)) return AddressHolder::somebody;
  }
  return AddressHolder::nobody;
}

}  // namespace edge
