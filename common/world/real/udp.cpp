#include "common/world/real/udp.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/udp.hpp>
#include <utility>

#include "common/world/real/asio_endpoint.hpp"
#include "common/world/real/error_queue.hpp"

namespace edge {
namespace {

namespace ip = boost::asio::ip;
using boost::asio::ip::udp;
constexpr std::size_t kMaxDatagram = 65535;

class UdpSocket final : public DatagramSocket {
 public:
  explicit UdpSocket(udp::socket socket) : socket_(std::move(socket)), buffer_(kMaxDatagram) {}

  Awaitable<Result<void>> send_to(ByteView data, Endpoint to) override {
    const auto source = boost::asio::buffer(data.data(), data.size());
    const auto peer = to_asio<udp>(to);
    const auto [error, count] = co_await socket_.async_send_to(source, peer, kAwait);
    if (error) co_return failed(error);
    co_return Result<void>{};
  }

  Awaitable<Result<Datagram>> receive() override {
    const auto target = boost::asio::buffer(buffer_);
    udp::endpoint from;
    const auto [error, count] = co_await socket_.async_receive_from(target, from, kAwait);
    if (error) co_return failed(error);
    Datagram datagram{Bytes(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(count)),
                      from_asio(from)};
    co_return datagram;
  }

  std::optional<Refusal> refusal() const override { return refusal_; }

  Endpoint local() const override {
    ErrorCode ignored;
    return from_asio(socket_.local_endpoint(ignored));
  }

 private:
  /// Left in the queue, the ICMP error would be told twice.
  ErrorCode failed(ErrorCode error) {
    const auto queued = take_icmp_error(socket_.native_handle());
    refusal_.reset();
    if (queued && queued->to) refusal_ = Refusal{queued->icmp, *queued->to};
    return error;
  }

  udp::socket socket_;
  Bytes buffer_;
  std::optional<Refusal> refusal_;
};

udp family_of(const DatagramOptions& options) {
  if (options.connect) return to_asio<udp>(*options.connect).protocol();
  if (options.bind) return to_asio<udp>(*options.bind).protocol();
  return udp::v4();
}

}  // namespace

Result<std::unique_ptr<DatagramSocket>> open_udp(boost::asio::any_io_executor executor,
                                                 const DatagramOptions& options) {
  udp::socket socket(executor);
  ErrorCode error;
  socket.open(family_of(options), error);
  if (!error && options.bind) socket.bind(to_asio<udp>(*options.bind), error);
  if (!error && options.connect) {
    // Without the queue the kernel tells a UDP socket of "port unreachable" only (udp(7)).
    error = enable_error_queue(socket.native_handle(), options.connect->address);
    if (!error) socket.connect(to_asio<udp>(*options.connect), error);
  } else if (!error && options.hears_icmp) {
    const bool v6 = socket.local_endpoint().protocol() == udp::v6();
    error = enable_error_queue(socket.native_handle(), v6 ? IpAddress(ip::address_v6::any())
                                                          : IpAddress(ip::address_v4::any()));
  }
  if (error) return error;
  return std::unique_ptr<DatagramSocket>(std::make_unique<UdpSocket>(std::move(socket)));
}

}  // namespace edge
