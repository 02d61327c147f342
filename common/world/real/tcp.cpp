#include "common/world/real/tcp.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/unicast.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <cerrno>
#include <utility>

#include "common/world/real/asio_endpoint.hpp"
#include "common/world/real/error_queue.hpp"
#include "common/world/real/network_namespace.hpp"
#include "common/world/real/socket_stream.hpp"
#include "common/world/real/tcp_info.hpp"
#include "common/world/with_deadline.hpp"

namespace edge {
namespace {

using boost::asio::ip::tcp;
using MaxSegment = boost::asio::detail::socket_option::integer<IPPROTO_TCP, TCP_MAXSEG>;

class TcpStream final : public SocketStream<tcp> {
 public:
  using SocketStream::SocketStream;

  Awaitable<void> close() override {
    if (!socket_.is_open()) co_return;
    last_info_ = tcp_info();
    ErrorCode ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    discard_received();
    socket_.close(ignored);
  }

  void abort() override {
    last_info_ = tcp_info();
    ErrorCode ignored;
    socket_.close(ignored);
  }

  TcpInfo tcp_info() const override {
    if (!socket_.is_open()) return last_info_;
    return read_tcp_info(socket_.native_handle());
  }

 private:
  /// close() with unread bytes makes Linux send RST (RFC 1122 4.2.2.13), and a RST makes the peer
  /// lose what it has not read yet: our last words.
  void discard_received() {
    constexpr int kMaxReads = 16;
    std::array<std::uint8_t, 16384> scratch;
    for (int count = 0; count < kMaxReads; ++count) {
      const int socket = socket_.native_handle();
      if (::recv(socket, scratch.data(), scratch.size(), MSG_DONTWAIT) <= 0) return;
    }
  }

  TcpInfo last_info_;  // once closed
};

class TcpListener final : public Listener {
 public:
  explicit TcpListener(tcp::acceptor acceptor) : acceptor_(std::move(acceptor)) {}

  Awaitable<Result<Accepted>> accept() override {
    tcp::socket socket(acceptor_.get_executor());
    tcp::endpoint peer;
    const auto [error] = co_await acceptor_.async_accept(socket, peer, kAwait);
    if (error) co_return error;
    ErrorCode ignored;  // a peer that has gone again: the first read tells
    socket.set_option(tcp::no_delay(true), ignored);
    Accepted accepted{std::make_unique<TcpStream>(std::move(socket)), from_asio(peer)};
    co_return accepted;
  }

  Endpoint local() const override {
    ErrorCode ignored;
    return from_asio(acceptor_.local_endpoint(ignored));
  }

 private:
  tcp::acceptor acceptor_;
};

ErrorCode open_socket(tcp::socket& socket, const Endpoint& peer, const DialOptions& options) {
  ErrorCode error;
  socket.open(to_asio<tcp>(peer).protocol(), error);
  if (!error) socket.native_non_blocking(true, error);
  if (!error) socket.set_option(tcp::no_delay(true), error);
  if (!error) error = enable_error_queue(socket.native_handle(), peer.address);
  if (!error && options.ttl) {
    socket.set_option(boost::asio::ip::unicast::hops(*options.ttl), error);
  }
  if (!error && options.max_segment) socket.set_option(MaxSegment(*options.max_segment), error);
  if (!error && options.source) socket.bind({*options.source, 0}, error);
  return error;
}

/// Sends the SYN. An error means that none could be sent: the kernel found no way to the peer.
ErrorCode start_connect(tcp::socket& socket, const Endpoint& peer) {
  const auto address = to_asio<tcp>(peer);
  if (::connect(socket.native_handle(), address.data(), address.size()) == 0) return {};
  if (errno == EINPROGRESS) return {};
  return {errno, boost::system::system_category()};
}

ErrorCode pending_error(tcp::socket& socket) {
  int value = 0;
  socklen_t length = sizeof(value);
  ::getsockopt(socket.native_handle(), SOL_SOCKET, SO_ERROR, &value, &length);
  return {value, boost::system::system_category()};
}

/// Waits until the handshake is decided. Asio's async_connect is not used: the kernel queues an
/// ICMP error before it sets SO_ERROR, and when the answer comes while connect() still holds the
/// socket (a veth pair answers within the same softirq) it sets no SO_ERROR at all. So a wake-up
/// may find only the queue, and the queue alone decides then.
Awaitable<Result<void>> handshake(tcp::socket& socket, std::optional<IcmpError>& icmp) {
  while (true) {
    const auto [waited] = co_await socket.async_wait(tcp::socket::wait_write, kAwait);
    if (waited) co_return waited;
    const ErrorCode error = pending_error(socket);
    if (const auto queued = take_icmp_error(socket.native_handle())) {
      icmp = queued->icmp;
      co_return queued->error;
    }
    if (error) co_return error;
    ErrorCode not_connected;
    socket.remote_endpoint(not_connected);
    if (!not_connected) co_return Result<void>{};
  }
}

}  // namespace

Awaitable<DialResult> dial_tcp(World& world, boost::asio::any_io_executor executor,
                               const NetworkNamespace* where, Endpoint peer, DialOptions options) {
  DialResult result;
  tcp::socket socket(executor);
  {
    const MaybeInside here(where);
    result.error = open_socket(socket, peer, options);
    if (!result.error) result.error = start_connect(socket, peer);
  }
  if (result.error) co_return result;
  ErrorCode ignored;
  result.local = from_asio(socket.local_endpoint(ignored));
  Result<void> outcome;
  auto decided = handshake(socket, result.icmp);
  if (options.deadline) {
    outcome = co_await with_deadline(world, *options.deadline, std::move(decided));
  } else {
    outcome = co_await std::move(decided);
  }
  result.tcp = read_tcp_info(socket.native_handle());
  if (outcome.has_error()) {
    result.error = outcome.error();
  } else {
    result.stream = std::make_unique<TcpStream>(std::move(socket));
  }
  co_return result;
}

Result<std::unique_ptr<Listener>> listen_tcp(boost::asio::any_io_executor executor,
                                             const Endpoint& local) {
  const auto address = to_asio<tcp>(local);
  tcp::acceptor acceptor(executor);
  ErrorCode error;
  acceptor.open(address.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && local.address.is_v6()) {
    acceptor.set_option(boost::asio::ip::v6_only(true), error);
  }
  if (!error) acceptor.bind(address, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error) return error;
  return std::unique_ptr<Listener>(std::make_unique<TcpListener>(std::move(acceptor)));
}

}  // namespace edge
