#include "simulator/network/udp_stack.hpp"

#include <boost/asio/error.hpp>
#include <cerrno>

#include "simulator/network/socket_error.hpp"

namespace edge {

namespace error = boost::asio::error;

namespace {

constexpr std::size_t kLargestDatagram = 65'507;  // bytes of data in an IPv4 packet

Awaitable<Result<Datagram>> receive_from(std::shared_ptr<UdpPort> port) {
  while (true) {
    if (const ErrorCode pending = port->take_pending()) co_return pending;
    if (!port->received.empty()) {
      Datagram datagram = std::move(port->received.front());
      port->received.pop_front();
      port->received_bytes -= datagram.data.size();
      co_return std::move(datagram);
    }
    if (!port->stack) co_return ErrorCode(error::operation_aborted);
    port->arrived.reset();
    const Result<void> woken = co_await port->arrived.wait_result();
    if (woken.has_error()) co_return woken.error();
  }
}

class UdpSocket final : public DatagramSocket {
 public:
  explicit UdpSocket(std::shared_ptr<UdpPort> port) : port_(std::move(port)) {}

  ~UdpSocket() override {
    if (auto* stack = std::exchange(port_->stack, nullptr)) stack->close(*port_);
    port_->arrived.set();
  }

  Awaitable<Result<void>> send_to(ByteView data, Endpoint to) override {
    ErrorCode error = port_->take_pending();
    if (!error && !port_->stack) error = error::operation_aborted;
    if (!error) error = port_->stack->send(*port_, data, to);
    if (error) co_return error;
    co_return Result<void>{};
  }
  Awaitable<Result<Datagram>> receive() override { return receive_from(port_); }
  std::optional<Refusal> refusal() const override { return port_->refusal; }
  Endpoint local() const override { return port_->local; }

 private:
  const std::shared_ptr<UdpPort> port_;
};

bool covers(const IpAddress& bound, const IpAddress& address) {
  return bound == address || (bound.is_unspecified() && bound.is_v6() == address.is_v6());
}

}  // namespace

bool UdpPort::wants(const Endpoint& to, const Endpoint& from) const {
  return local.port == to.port && covers(local.address, to.address) && (!peer || *peer == from);
}

UdpStack::~UdpStack() {
  for (const auto& port : ports_) port->stack = nullptr;
}

bool UdpStack::in_use(const Endpoint& local) const {
  for (const auto& port : ports_) {
    const bool overlap = covers(port->local.address, local.address) ||
                         covers(local.address, port->local.address);
    if (port->local.port == local.port && overlap) return true;
  }
  return false;
}

Result<std::unique_ptr<DatagramSocket>> UdpStack::open(const DatagramOptions& options) {
  auto port = std::make_shared<UdpPort>();
  port->stack = this;
  port->peer = options.connect;
  port->hears_icmp = options.connect || options.hears_icmp;
  port->local = options.bind.value_or(Endpoint{});
  auto& address = port->local.address;
  if (!options.bind && options.connect && options.connect->address.is_v6()) {
    address = boost::asio::ip::address_v6::any();
  }
  if (!address.is_unspecified() && !ip_.owns(address)) {
    return ErrorCode(EADDRNOTAVAIL, boost::system::system_category());
  }
  if (options.connect) {
    const auto source = address.is_unspecified() ? std::nullopt : std::optional(address);
    const LocalRoute route = ip_.route(options.connect->address, source);
    if (route.error) return route.error;
    if (!source) address = route.source;
  }
  if (port->local.port == 0) {
    const auto picked = ephemeral_.pick([&](std::uint16_t number) {
      return in_use({port->local.address, number});
    });
    if (picked.has_error()) return picked.error();
    port->local.port = *picked;
  } else if (in_use(port->local)) {
    return ErrorCode(error::address_in_use);
  }
  ports_.push_back(port);
  return std::make_unique<UdpSocket>(std::move(port));
}

void UdpStack::close(const UdpPort& port) {
  std::erase_if(ports_, [&](const auto& other) { return other.get() == &port; });
}

ErrorCode UdpStack::send(const UdpPort& port, ByteView data, const Endpoint& to) {
  const IpAddress& local = port.local.address;
  if (local.is_v6() != to.address.is_v6()) return error::address_family_not_supported;
  if (data.size() > kLargestDatagram) return error::message_size;
  const auto source = local.is_unspecified() ? std::nullopt : std::optional(local);
  const LocalRoute route = ip_.route(to.address, source);
  if (route.error) return route.error;

  UdpDatagram datagram;
  datagram.source_port = port.local.port;
  datagram.destination_port = to.port;
  datagram.data.assign(data.begin(), data.end());
  Packet packet;
  packet.source = source.value_or(route.source);
  packet.destination = to.address;
  packet.dont_fragment = false;
  packet.payload = std::move(datagram);
  return ip_.send(std::move(packet));
}

bool UdpStack::receive(const Packet& packet, const UdpDatagram& datagram) {
  const Endpoint to{packet.destination, datagram.destination_port};
  const Endpoint from{packet.source, datagram.source_port};
  for (const auto& port : ports_) {
    if (!port->wants(to, from)) continue;
    if (port->received_bytes + datagram.data.size() <= UdpPort::kReceiveBuffer) {
      port->received_bytes += datagram.data.size();
      port->received.push_back({datagram.data, from});
      port->arrived.set();
    }
    return true;
  }
  return false;
}

/// As in Linux with IP_RECVERR, which the real world and glibc's resolver set on connected sockets.
void UdpStack::receive_icmp(const Packet& packet, const IcmpMessage& message) {
  const auto& quoted = message.quoted;
  const Endpoint local{quoted.source, quoted.source_port};
  const Endpoint peer{quoted.destination, quoted.destination_port};
  const auto meaning = socket_error(message, packet.source.is_v6());
  if (!meaning) return;
  for (const auto& port : ports_) {
    if (!port->hears_icmp || !port->wants(local, peer)) continue;
    port->pending = *meaning;
    port->refusal = Refusal{{message.type, message.code, packet.source}, peer};
    port->arrived.set();
  }
}

}  // namespace edge
