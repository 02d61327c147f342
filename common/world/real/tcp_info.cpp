#include "common/world/real/tcp_info.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <chrono>
#include <cstddef>

namespace edge {
namespace {

/// glibc's struct stops at tcpi_total_retrans; the fields after it are those of linux/tcp.h, whose
/// order is kernel ABI. (Both headers cannot be included together.)
struct KernelTcpInfo {
  tcp_info base;
  std::uint64_t pacing_rate;
  std::uint64_t max_pacing_rate;
  std::uint64_t bytes_acked;     // Linux 4.1
  std::uint64_t bytes_received;  // Linux 4.1
  std::uint32_t segs_out;
  std::uint32_t segs_in;
  std::uint32_t notsent_bytes;   // Linux 4.6
};
static_assert(offsetof(KernelTcpInfo, pacing_rate) == 104);

}  // namespace

TcpInfo read_tcp_info(int socket) {
  TcpInfo info;
  KernelTcpInfo raw{};
  socklen_t length = sizeof(raw);
  if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &raw, &length) != 0) return info;
  if (length >= sizeof(raw.base)) {
    info.retransmits = raw.base.tcpi_retransmits;
    info.backoff = raw.base.tcpi_backoff;
    info.rto = std::chrono::microseconds{raw.base.tcpi_rto};
    // Zero means that no round trip was measured.
    if (raw.base.tcpi_rtt != 0) info.rtt = std::chrono::microseconds{raw.base.tcpi_rtt};
    info.snd_mss = raw.base.tcpi_snd_mss;
    info.advmss = raw.base.tcpi_advmss;
    info.path_mtu = raw.base.tcpi_pmtu;
    info.unacked = raw.base.tcpi_unacked;
    info.total_retrans = raw.base.tcpi_total_retrans;
  }
  if (length >= offsetof(KernelTcpInfo, bytes_acked) + sizeof(raw.bytes_acked)) {
    info.bytes_acked = raw.bytes_acked;
  }
  if (length >= offsetof(KernelTcpInfo, bytes_received) + sizeof(raw.bytes_received)) {
    info.bytes_received = raw.bytes_received;
  }
  if (length >= offsetof(KernelTcpInfo, notsent_bytes) + sizeof(raw.notsent_bytes)) {
    info.unsent = raw.notsent_bytes;
  }
  return info;
}

}  // namespace edge
