// A duplex flow of bytes: a TCP connection, TLS around one, a WebSocket, a proxy's tunnel.
// Not a socket: addresses and options belong to World::dial.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/world/time.hpp"

namespace edge {

template <class T>
using Awaitable = boost::asio::awaitable<T>;

/// The kernel's account of one TCP connection (struct tcp_info, linux/tcp.h). A field the kernel
/// does not report stays empty: "not known" is never shown as zero.
struct TcpInfo {
  std::optional<std::uint32_t> retransmits;  // unanswered retransmissions in a row
  std::optional<std::uint32_t> backoff;
  std::optional<Duration> rto;
  std::optional<Duration> rtt;
  std::optional<std::uint32_t> snd_mss;   // bytes
  std::optional<std::uint32_t> advmss;    // bytes
  std::optional<std::uint32_t> path_mtu;  // bytes
  std::optional<std::uint32_t> unacked;   // segments
  std::optional<std::uint32_t> total_retrans;
  std::optional<std::uint64_t> bytes_acked;
  std::optional<std::uint64_t> bytes_received;
  std::optional<std::uint32_t> unsent;    // bytes that wait for the peer's window
};

/// Where a layer may read what its caller's `buffer` is not meant for yet: there, so that one at
/// rest holds no memory of its own, or in `larger` if it is so small that many reads would follow.
inline MutableByteView room_to_read(MutableByteView buffer, Bytes& larger) {
  constexpr std::size_t kLeast = 512;
  if (buffer.size() >= kLeast) return buffer;
  larger.resize(kLeast);
  return larger;
}

class Stream {
 public:
  virtual ~Stream() = default;

  /// Waits for at least one byte. Errors: `eof` at an orderly end, `connection_reset`,
  /// `operation_aborted` when cancelled; a cancelled read loses no byte.
  virtual Awaitable<Result<std::size_t>> read_some(MutableByteView buffer) = 0;

  /// Bytes that the next read gives without waiting, as far as is known here.
  virtual std::size_t buffered() const { return 0; }

  /// Writes all of `data`, which the caller keeps alive until the end.
  virtual Awaitable<Result<void>> write(ByteView data) = 0;

  /// Orderly end of both directions, best effort; never waits for the peer.
  virtual Awaitable<void> close() = 0;

  /// Ends both directions at once, without a farewell: whatever waits on the stream fails.
  virtual void abort() = 0;

  /// Counters of the TCP connection at the bottom.
  virtual TcpInfo tcp_info() const = 0;
};

}  // namespace edge
