// A TcpConnection brought to life: its timer, its place in the node's stack, and the coroutines
// that wait for it.
#pragma once

#include <memory>
#include <optional>

#include "common/world/event.hpp"
#include "common/world/world.hpp"
#include "simulator/network/scoped_timer.hpp"
#include "simulator/network/tcp_connection.hpp"

namespace edge {

class TcpStack;

struct TcpKey {
  Endpoint local;
  Endpoint peer;
  auto operator<=>(const TcpKey&) const = default;
};

class TcpSocket : public std::enable_shared_from_this<TcpSocket> {
 public:
  TcpSocket(TcpStack& stack, EventLoop& loop, const TcpKey& key, std::optional<int> ttl,
            TcpConnection machine);

  /// Sends what the machine has to send and follows its state; once after construction, then the
  /// socket does it itself.
  void settle();
  void receive(const TcpSegment& segment);
  void receive_icmp(const IcmpMessage& message, const IpAddress& sender);

  /// As Stream; static because a coroutine must keep its socket alive.
  static Awaitable<Result<std::size_t>> read_some(std::shared_ptr<TcpSocket> socket,
                                                  MutableByteView buffer);
  static Awaitable<Result<void>> write(std::shared_ptr<TcpSocket> socket, ByteView data);
  void close();
  void reset();
  void abandon(const ErrorCode& error);
  /// The stack, and soon the loop, are about to be destroyed.
  void detach();

  /// Set when an attempt to connect has ended, either way.
  Event& opened() { return opened_; }
  TcpConnection::State state() const { return machine_.state(); }
  const ErrorCode& error() const { return machine_.error(); }
  const std::optional<IcmpError>& icmp() const { return icmp_; }
  const TcpKey& key() const { return key_; }
  TcpInfo info() const { return machine_.info(); }

 private:
  bool is_open() const { return state() == TcpConnection::State::established; }
  void arm();
  ErrorCode write_error() const;

  TcpStack* stack_;
  EventLoop& loop_;
  const TcpKey key_;
  const std::optional<int> ttl_;
  TcpConnection machine_;
  ScopedTimer timer_;
  std::optional<Instant> armed_;
  std::optional<IcmpError> icmp_;
  Event opened_, readable_, writable_;
};

/// What World::dial and Listener::accept hand out. Its end closes the connection.
std::unique_ptr<Stream> make_tcp_stream(std::shared_ptr<TcpSocket> socket);

}  // namespace edge
