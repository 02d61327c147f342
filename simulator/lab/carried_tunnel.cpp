#include "simulator/lab/carried_tunnel.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/udp.hpp>
#include <cerrno>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace edge::sim {
namespace {

using boost::asio::ip::udp;

constexpr std::size_t kLargestPacket = 65535;
constexpr std::size_t kUdpHeader = 8;
constexpr int kMostDatagramsAtOnce = 32;  // datagrams in a row before others get their turn

std::size_t read16(ByteView bytes, std::size_t at) {
  return static_cast<std::size_t>(bytes[at] << 8 | bytes[at + 1]);
}

std::size_t header_size(ByteView packet) { return 4 * std::size_t{packet[0] & 0x0fu}; }

/// The IPv4 packet (RFC 791) that `bytes` begin with; empty if they do not.
ByteView leading_packet(ByteView bytes) {
  constexpr std::size_t kLeastHeader = 20;
  if (bytes.size() < kLeastHeader || bytes[0] >> 4 != 4) return {};
  const std::size_t size = read16(bytes, 2);
  if (header_size(bytes) < kLeastHeader || size < header_size(bytes) || size > bytes.size()) {
    return {};
  }
  return bytes.first(size);
}

IpAddress address_at(ByteView packet, std::size_t at) {
  boost::asio::ip::address_v4::bytes_type bytes;
  std::copy_n(packet.begin() + static_cast<std::ptrdiff_t>(at), bytes.size(), bytes.begin());
  return boost::asio::ip::address_v4(bytes);
}

/// Recognises datagrams of the tunnel's own socket, all their fragments included: only the first
/// one holds the ports; the others, which follow it, have its addresses and identification.
class OwnDatagrams {
 public:
  bool contains(ByteView packet, std::uint16_t port, const Endpoint& peer) {
    const std::size_t header = header_size(packet);
    if (packet[9] != IPPROTO_UDP || address_at(packet, 16) != peer.address) return false;
    const Identity identity{address_at(packet, 12), read16(packet, 4)};
    if (const bool first = (read16(packet, 6) & 0x1fff) == 0; !first) return identity == last_;
    if (packet.size() < header + kUdpHeader || read16(packet, header) != port ||
        read16(packet, header + 2) != peer.port) {
      return false;
    }
    last_ = identity;
    return true;
  }

 private:
  using Identity = std::tuple<IpAddress, std::size_t>;  // source, identification
  std::optional<Identity> last_;
};

/// Set before bind(), so that no packet ever leaves without the mark.
void set_option(udp::socket& socket, int level, int option, int value, ErrorCode& error) {
  if (error) return;
  if (::setsockopt(socket.native_handle(), level, option, &value, sizeof value) != 0) {
    error = ErrorCode(errno, boost::system::system_category());
  }
}

/// IP_FREEBIND, since whoever sets up the node may add the address later or take it away.
udp::socket open_socket(boost::asio::any_io_executor executor, const NetworkNamespace& where,
                        const Tunnel& tunnel) {
  const bool ipv6 = tunnel.peer.address.is_v6() || tunnel.local.address.is_v6();
  udp::endpoint local(ipv6 ? udp::v6() : udp::v4(), tunnel.local.port);
  if (!tunnel.local.address.is_unspecified()) local.address(tunnel.local.address);
  const Inside here(where);
  udp::socket socket(std::move(executor));
  ErrorCode error;
  socket.open(local.protocol(), error);
  set_option(socket, SOL_SOCKET, SO_MARK, static_cast<int>(tunnel.mark), error);
  set_option(socket, IPPROTO_IP, IP_FREEBIND, 1, error);
  if (ipv6) {
    set_option(socket, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_DONT, error);
  } else {
    set_option(socket, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT, error);
  }
  if (!error) socket.bind(local, error);
  if (!error) socket.non_blocking(true, error);
  if (error) {
    throw std::runtime_error("cannot open the socket of the tunnel " + tunnel.interface + " at " +
                             to_string(tunnel.local) + ": " + error.message());
  }
  return socket;
}

}  // namespace

struct CarriedTunnel::State {
  State(boost::asio::any_io_executor executor, const NetworkNamespace& where, TapDevice device,
        const Tunnel& tunnel)
      : tun(std::move(device)),
        socket(open_socket(std::move(executor), where, tunnel)),
        peer(tunnel.peer),
        overhead(static_cast<std::size_t>(std::max(0, tunnel.overhead))),
        buffer(kLargestPacket) {
    ErrorCode ignored;
    port = socket.local_endpoint(ignored).port();
  }

  void wrap(ByteView bytes);
  void wait(const std::shared_ptr<State>& self);
  void unwrap_some();

  TapDevice tun;
  udp::socket socket;
  std::uint16_t port = 0;  // as the kernel chose it if the tunnel leaves it open
  Endpoint peer;
  std::size_t overhead;  // bytes
  OwnDatagrams own;
  Bytes buffer;  // of one datagram on its way in or out
};

/// That sending failed (no route, a local filter, a full queue) is for the inner protocol to find
/// out, as with every tunnel.
void CarriedTunnel::State::wrap(ByteView bytes) {
  const ByteView packet = leading_packet(bytes);
  if (packet.empty() || peer.address.is_unspecified() ||
      packet.size() + overhead > kLargestPacket || own.contains(packet, port, peer)) {
    return;
  }
  const std::size_t outer_headers = (peer.address.is_v6() ? 40 : 20) + kUdpHeader;
  const std::size_t size = packet.size() + std::max(overhead, outer_headers) - outer_headers;
  const auto padding = std::ranges::copy(packet, buffer.begin()).out;
  std::fill(padding, buffer.begin() + static_cast<std::ptrdiff_t>(size), std::uint8_t{0});
  ErrorCode ignored;
  socket.send_to(boost::asio::buffer(buffer.data(), size),
                 udp::endpoint(peer.address, peer.port), 0, ignored);
}

void CarriedTunnel::State::wait(const std::shared_ptr<State>& self) {
  socket.async_wait(udp::socket::wait_read,
                    [weak = std::weak_ptr<State>(self)](const ErrorCode& error) {
                      const auto state = weak.lock();
                      if (error || !state) return;
                      state->unwrap_some();
                      state->wait(state);
                    });
}

void CarriedTunnel::State::unwrap_some() {
  for (int i = 0; i < kMostDatagramsAtOnce; ++i) {
    udp::endpoint from;
    ErrorCode error;
    const std::size_t size = socket.receive_from(boost::asio::buffer(buffer), from, 0, error);
    if (error) return;  // mostly: nothing there
    const ByteView packet = leading_packet(ByteView(buffer).first(size));
    if (packet.empty()) continue;
    peer = {from.address(), from.port()};
    tun.write(packet);
  }
}

CarriedTunnel::CarriedTunnel(boost::asio::any_io_executor executor,
                             const NetworkNamespace& where, TapDevice tun, const Tunnel& tunnel)
    : state_(std::make_shared<State>(std::move(executor), where, std::move(tun), tunnel)) {
  state_->tun.start([state = state_.get()](ByteView packet) { state->wrap(packet); });
  state_->wait(state_);
}

CarriedTunnel::~CarriedTunnel() = default;

Endpoint CarriedTunnel::peer() const { return state_->peer; }

}  // namespace edge::sim
