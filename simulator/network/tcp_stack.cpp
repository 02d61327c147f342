#include "simulator/network/tcp_stack.hpp"

#include <boost/asio/error.hpp>
#include <cerrno>

#include "common/base/check.hpp"

namespace edge {

namespace error = boost::asio::error;

namespace {

constexpr int kDefaultTtl = 64;  // net.ipv4.ip_default_ttl

ErrorCode address_not_available() {
  return {EADDRNOTAVAIL, boost::system::system_category()};
}

}  // namespace

TcpStack::TcpStack(EventLoop& loop, IpLayer& ip, std::uint64_t seed)
    : loop_(loop), ip_(ip), random_(static_cast<std::mt19937::result_type>(seed)) {}

TcpStack::~TcpStack() {
  for (const auto& [key, connection] : connections_) connection.socket->detach();
  for (const auto& [local, queue] : listeners_) queue->stack = nullptr;
}

Awaitable<DialResult> TcpStack::dial(Endpoint peer, DialOptions options, SynSchedule schedule) {
  DialResult result;
  const auto opened = open(peer, options, schedule);
  if (opened.has_error()) {
    result.error = opened.error();
    co_return result;
  }
  const auto& socket = *opened;
  auto stream = make_tcp_stream(socket);  // whose end closes the socket, whatever happens
  result.local = socket->key().local;

  std::optional<TcpInfo> at_deadline;
  ScopedTimer limit(loop_);
  if (options.deadline) {
    limit.start(*options.deadline, [&at_deadline, &socket] {
      at_deadline = socket->info();
      socket->abandon(error::timed_out);
    });
  }
  const Result<void> woken = co_await socket->opened().wait_result();
  result.icmp = socket->icmp();
  result.tcp = at_deadline.value_or(socket->info());
  if (socket->state() == TcpConnection::State::established) {
    result.stream = std::move(stream);
  } else {
    result.error = woken.has_error() ? woken.error() : socket->error();
  }
  co_return result;
}

Result<std::shared_ptr<TcpSocket>> TcpStack::open(const Endpoint& peer, const DialOptions& options,
                                                  const SynSchedule& schedule) {
  if (options.source && !ip_.owns(*options.source)) return address_not_available();
  const LocalRoute route = ip_.route(peer.address, options.source);
  if (route.error) return route.error;
  const auto port = pick_port();
  if (port.has_error()) return port.error();

  const TcpKey key{{options.source.value_or(route.source), *port}, peer};
  TcpSettings settings = settings_for(key, route.mtu);
  settings.max_segment = options.max_segment;
  settings.syn_schedule = schedule;
  auto socket = std::make_shared<TcpSocket>(*this, loop_, key, options.ttl,
                                            TcpConnection::open(loop_.now(), settings));
  connections_[key] = {socket, nullptr};
  socket->settle();
  return socket;
}

TcpSettings TcpStack::settings_for(const TcpKey& key, int mtu) {
  TcpSettings settings;
  settings.local_port = key.local.port;
  settings.peer_port = key.peer.port;
  settings.initial_sequence = static_cast<std::uint32_t>(random_());
  settings.header = key.peer.address.is_v6() ? 60 : 40;
  settings.mtu = mtu;
  return settings;
}

Result<std::unique_ptr<Listener>> TcpStack::listen(const Endpoint& local) {
  if (!local.address.is_unspecified() && !ip_.owns(local.address)) {
    return address_not_available();
  }
  auto queue = std::make_shared<AcceptQueue>();
  queue->stack = this;
  queue->local = local;
  if (local.port == 0) {
    const auto port = pick_port();
    if (port.has_error()) return port.error();
    queue->local.port = *port;
  }
  for (const auto& [other, its_queue] : listeners_) {
    const bool overlap = other.address == local.address || other.address.is_unspecified() ||
                         local.address.is_unspecified();
    if (other.port == queue->local.port && overlap) return ErrorCode(error::address_in_use);
  }
  listeners_[queue->local] = queue;
  return make_tcp_listener(queue);
}

void TcpStack::receive(const Packet& packet, const TcpSegment& segment) {
  const TcpKey key{{packet.destination, segment.destination_port},
                   {packet.source, segment.source_port}};
  auto found = connections_.find(key);
  if (found != connections_.end() && opens(segment) &&
      found->second.socket->state() == TcpConnection::State::time_wait) {
    found->second.socket->detach();  // an old connection makes room for a new one
    connections_.erase(found);
    found = connections_.end();
  }
  if (found != connections_.end()) {
    const auto socket = found->second.socket;
    socket->receive(segment);
    promote(key);
    return;
  }
  if (opens(segment)) {
    if (auto queue = listener_at(key.local)) return answer(key, segment, std::move(queue));
  }
  if (!segment.rst) reject(packet, segment);
}

void TcpStack::answer(const TcpKey& key, const TcpSegment& syn,
                      std::shared_ptr<AcceptQueue> queue) {
  if (queue->full()) return;  // the peer will ask again
  const LocalRoute route = ip_.route(key.peer.address, key.local.address);
  if (route.error) return;
  const TcpSettings settings = settings_for(key, route.mtu);
  auto socket = std::make_shared<TcpSocket>(*this, loop_, key, std::nullopt,
                                            TcpConnection::answer(loop_.now(), settings, syn));
  ++queue->embryonic;
  connections_[key] = {socket, std::move(queue)};
  socket->settle();
}

/// Hands a connection whose handshake is done to its listener.
void TcpStack::promote(const TcpKey& key) {
  const auto found = connections_.find(key);
  if (found == connections_.end() || !found->second.queue) return;
  const auto& [socket, its_queue] = found->second;
  if (socket->state() == TcpConnection::State::syn_received) return;
  const auto queue = std::exchange(found->second.queue, nullptr);
  --queue->embryonic;
  if (!queue->stack) return std::shared_ptr(socket)->reset();
  queue->ready.push_back(socket);
  queue->arrived.set();
}

void TcpStack::forget(const TcpKey& key) {
  const auto found = connections_.find(key);
  CHECK(found != connections_.end());
  if (found->second.queue) --found->second.queue->embryonic;
  connections_.erase(found);
}

void TcpStack::receive_icmp(const Packet& packet, const IcmpMessage& message) {
  const auto& quoted = message.quoted;
  const TcpKey key{{quoted.source, quoted.source_port},
                   {quoted.destination, quoted.destination_port}};
  const auto found = connections_.find(key);
  if (found == connections_.end()) return;
  const auto socket = found->second.socket;
  socket->receive_icmp(message, packet.source);
}

void TcpStack::transmit(const TcpKey& key, std::optional<int> ttl, TcpSegment segment) {
  Packet packet;
  packet.source = key.local.address;
  packet.destination = key.peer.address;
  packet.ttl = ttl.value_or(kDefaultTtl);
  packet.payload = std::move(segment);
  // As in the kernel, what the own host refuses to send counts as lost: TCP sends it again.
  ip_.send(std::move(packet));
}

void TcpStack::reject(const Packet& packet, const TcpSegment& segment) {
  const TcpKey key{{packet.destination, segment.destination_port},
                   {packet.source, segment.source_port}};
  transmit(key, std::nullopt, reset_for(segment));
}

std::shared_ptr<AcceptQueue> TcpStack::listener_at(const Endpoint& local) const {
  const IpAddress any = local.address.is_v6() ? IpAddress(boost::asio::ip::address_v6::any())
                                              : IpAddress(boost::asio::ip::address_v4::any());
  for (const auto& endpoint : {local, Endpoint{any, local.port}}) {
    const auto found = listeners_.find(endpoint);
    if (found != listeners_.end()) return found->second;
  }
  return nullptr;
}

Result<std::uint16_t> TcpStack::pick_port() {
  return ports_.pick([this](std::uint16_t port) {
    for (const auto& [key, connection] : connections_) {
      if (key.local.port == port) return true;
    }
    for (const auto& [local, queue] : listeners_) {
      if (local.port == port) return true;
    }
    return false;
  });
}

}  // namespace edge
