#include "simulator/network/tcp_socket.hpp"

#include <boost/asio/error.hpp>

#include "simulator/network/icmp.hpp"
#include "simulator/network/socket_error.hpp"
#include "simulator/network/tcp_stack.hpp"

namespace edge {

namespace error = boost::asio::error;

namespace {

class TcpStream final : public Stream {
 public:
  explicit TcpStream(std::shared_ptr<TcpSocket> socket) : socket_(std::move(socket)) {}
  ~TcpStream() override { socket_->close(); }

  Awaitable<Result<std::size_t>> read_some(MutableByteView buffer) override {
    return TcpSocket::read_some(socket_, buffer);
  }
  Awaitable<Result<void>> write(ByteView data) override {
    return TcpSocket::write(socket_, data);
  }
  Awaitable<void> close() override {
    socket_->close();
    co_return;
  }
  void abort() override { socket_->close(); }
  TcpInfo tcp_info() const override { return socket_->info(); }

 private:
  const std::shared_ptr<TcpSocket> socket_;
};

void set_when(Event& event, bool condition) {
  if (condition && !event.is_set()) event.set();
  if (!condition) event.reset();
}

}  // namespace

std::unique_ptr<Stream> make_tcp_stream(std::shared_ptr<TcpSocket> socket) {
  return std::make_unique<TcpStream>(std::move(socket));
}

TcpSocket::TcpSocket(TcpStack& stack, EventLoop& loop, const TcpKey& key, std::optional<int> ttl,
                     TcpConnection machine)
    : stack_(&stack), loop_(loop), key_(key), ttl_(ttl), machine_(std::move(machine)),
      timer_(loop) {}

void TcpSocket::settle() {
  const auto self = shared_from_this();  // the stack may forget this socket below
  for (auto& segment : machine_.take_output()) {
    if (stack_) stack_->transmit(key_, ttl_, std::move(segment));
  }
  arm();
  const bool opening = state() == TcpConnection::State::syn_sent;
  const bool ended = !opening && !is_open();
  set_when(opened_, !opening);
  set_when(readable_, machine_.unread() > 0 || machine_.peer_finished() || ended ||
                          machine_.closed_by_user());
  set_when(writable_, machine_.room() > 0 || ended || machine_.closed_by_user());
  if (state() == TcpConnection::State::closed && stack_) {
    std::exchange(stack_, nullptr)->forget(key_);
  }
}

void TcpSocket::arm() {
  const auto timeout = machine_.timeout();
  if (!stack_ || timeout == armed_) return;
  armed_ = timeout;
  timer_.stop();
  if (!timeout) return;
  timer_.start(*timeout, [this] {
    armed_.reset();
    machine_.on_timeout(loop_.now());
    settle();
  });
}

void TcpSocket::receive(const TcpSegment& segment) {
  machine_.on_segment(loop_.now(), segment);
  settle();
}

void TcpSocket::receive_icmp(const IcmpMessage& message, const IpAddress& sender) {
  const bool ipv6 = key_.peer.address.is_v6();
  const std::uint32_t sequence = message.quoted.sequence;
  if (is_packet_too_big(message, ipv6)) {
    machine_.on_packet_too_big(loop_.now(), sequence, message.next_hop_mtu);
  } else if (const auto meaning = socket_error(message, ipv6)) {
    if (machine_.on_unreachable(sequence, *meaning)) {
      icmp_ = IcmpError{message.type, message.code, sender};
    }
  }
  settle();
}

Awaitable<Result<std::size_t>> TcpSocket::read_some(std::shared_ptr<TcpSocket> socket,
                                                    MutableByteView buffer) {
  auto& machine = socket->machine_;
  while (true) {
    if (machine.closed_by_user()) co_return ErrorCode(error::operation_aborted);
    if (machine.unread() > 0) {
      const std::size_t count = machine.read(buffer);
      socket->settle();
      co_return count;
    }
    if (machine.peer_finished()) co_return ErrorCode(error::eof);  // even if reset since
    if (machine.error()) co_return machine.error();
    const Result<void> woken = co_await socket->readable_.wait_result();
    if (woken.has_error()) co_return woken.error();
  }
}

ErrorCode TcpSocket::write_error() const {
  if (machine_.closed_by_user()) return error::operation_aborted;
  if (machine_.error()) return machine_.error();
  if (!is_open()) return error::broken_pipe;
  return {};
}

Awaitable<Result<void>> TcpSocket::write(std::shared_ptr<TcpSocket> socket, ByteView data) {
  while (true) {
    if (const ErrorCode error = socket->write_error()) co_return error;
    data = data.subspan(socket->machine_.write(socket->loop_.now(), data));
    socket->settle();
    if (data.empty()) co_return Result<void>{};
    const Result<void> woken = co_await socket->writable_.wait_result();
    if (woken.has_error()) co_return woken.error();
  }
}

void TcpSocket::detach() {
  stack_ = nullptr;
  timer_.stop();
}

void TcpSocket::close() {
  machine_.close(stack_ ? loop_.now() : Instant{});
  settle();
}

void TcpSocket::reset() {
  machine_.reset();
  settle();
}

void TcpSocket::abandon(const ErrorCode& error) {
  machine_.abandon(error);
  settle();
}

}  // namespace edge
