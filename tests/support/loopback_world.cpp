#include "tests/support/loopback_world.hpp"

#include <stdexcept>
#include <utility>

#include "common/world/real/real_world.hpp"

namespace edge::test {
namespace {

void require_loopback(const IpAddress& address) {
  if (address.is_loopback()) return;
  throw std::logic_error("a test outside a network namespace wants to reach " +
                         address.to_string());
}

class LoopbackDatagrams final : public DatagramSocket {
 public:
  explicit LoopbackDatagrams(std::unique_ptr<DatagramSocket> socket) : socket_(std::move(socket)) {}

  Awaitable<Result<void>> send_to(ByteView data, Endpoint to) override {
    require_loopback(to.address);
    return socket_->send_to(data, std::move(to));
  }
  Awaitable<Result<Datagram>> receive() override { return socket_->receive(); }
  std::optional<Refusal> refusal() const override { return socket_->refusal(); }
  Endpoint local() const override { return socket_->local(); }

 private:
  std::unique_ptr<DatagramSocket> socket_;
};

class LoopbackWorld final : public World {
 public:
  explicit LoopbackWorld(boost::asio::io_context& context) : real_(make_real_world(context)) {}

  Instant now() const override { return real_->now(); }
  WallTime wall() const override { return real_->wall(); }
  Awaitable<void> sleep_until(Instant when) override { return real_->sleep_until(when); }

  Awaitable<DialResult> dial(Endpoint peer, DialOptions options) override {
    require_loopback(peer.address);
    return real_->dial(std::move(peer), std::move(options));
  }

  Result<std::unique_ptr<DatagramSocket>> datagram(const DatagramOptions& options) override {
    if (options.connect) require_loopback(options.connect->address);
    if (options.bind) require_loopback(options.bind->address);
    auto socket = real_->datagram(options);
    if (socket.has_error()) return socket;
    return std::unique_ptr<DatagramSocket>(
        std::make_unique<LoopbackDatagrams>(std::move(*socket)));
  }

  Result<std::unique_ptr<Listener>> listen(const Endpoint& local) override {
    require_loopback(local.address);
    return real_->listen(local);
  }

  void random(MutableByteView out) override { real_->random(out); }
  HostFacts host_facts() override { return real_->host_facts(); }
  ResolverConfig resolver_config(CLibrary library) override {
    return real_->resolver_config(library);
  }

 private:
  std::unique_ptr<World> real_;
};

}  // namespace

std::unique_ptr<World> make_loopback_world(boost::asio::io_context& context) {
  return std::make_unique<LoopbackWorld>(context);
}

}  // namespace edge::test
