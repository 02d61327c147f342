#include "tests/support/scripted_dns_world.hpp"

namespace edge::test {
namespace {

class ScriptedSocket : public DatagramSocket {
 public:
  ScriptedSocket(ScriptedDnsWorld& world, std::optional<Endpoint> peer, Endpoint local)
      : world_(world),
        peer_(peer),
        local_(local),
        inbox_(std::make_shared<Queue>(world.loop())) {}

  Awaitable<Result<void>> send_to(ByteView data, Endpoint to) override {
    CHECK(!peer_ || to == *peer_);
    if (!peer_ && !world_.has_route(to.address)) {
      co_return make_error_code(boost::system::errc::network_unreachable);
    }
    for (auto& reply : world_.ask(to, data, false)) {
      if (reply.error && !peer_) continue;  // only a connected socket is told
      world_.loop().in(reply.after, [inbox = std::weak_ptr(inbox_), reply, to] {
        if (const auto open = inbox.lock()) open->put({reply, to});
      });
    }
    co_return Result<void>{};
  }
  Awaitable<Result<Datagram>> receive() override {
    auto [reply, from] = co_await inbox_->take();
    if (reply.error) co_return reply.error;
    Datagram datagram{std::move(reply.data), reply.from.value_or(from)};
    co_return datagram;
  }
  std::optional<Refusal> refusal() const override { return std::nullopt; }
  Endpoint local() const override { return local_; }

 private:
  using Queue = Inbox<std::pair<Reply, Endpoint>>;
  ScriptedDnsWorld& world_;
  std::optional<Endpoint> peer_;
  Endpoint local_;
  std::shared_ptr<Queue> inbox_;
};

class ScriptedStream : public Stream {
 public:
  ScriptedStream(ScriptedDnsWorld& world, Endpoint peer)
      : world_(world), peer_(peer), inbox_(std::make_shared<Queue>(world.loop())) {}

  Awaitable<Result<std::size_t>> read_some(MutableByteView buffer) override {
    if (unread_.empty()) {
      Reply reply = co_await inbox_->take();
      if (reply.error) co_return reply.error;
      unread_ = std::move(reply.data);
      unread_.insert(unread_.begin(), {static_cast<std::uint8_t>(unread_.size() >> 8),
                                       static_cast<std::uint8_t>(unread_.size() & 255)});
    }
    const std::size_t size = std::min(buffer.size(), unread_.size());
    std::copy_n(unread_.begin(), size, buffer.begin());
    unread_.erase(unread_.begin(), unread_.begin() + static_cast<std::ptrdiff_t>(size));
    co_return size;
  }
  Awaitable<Result<void>> write(ByteView data) override {
    while (data.size() >= 2) {
      const std::size_t size = data[0] * 256u + data[1];
      for (auto& reply : world_.ask(peer_, data.subspan(2, size), true)) {
        world_.loop().in(reply.after, [inbox = std::weak_ptr(inbox_), reply] {
          if (const auto open = inbox.lock()) open->put(reply);
        });
      }
      data = data.subspan(2 + size);
    }
    co_return Result<void>{};
  }
  Awaitable<void> close() override { co_return; }
  void abort() override {}
  TcpInfo tcp_info() const override { return {}; }

 private:
  using Queue = Inbox<Reply>;
  ScriptedDnsWorld& world_;
  Endpoint peer_;
  std::shared_ptr<Queue> inbox_;
  Bytes unread_;
};

}  // namespace

Awaitable<void> ScriptedDnsWorld::sleep_until(Instant when) {
  Inbox<bool> inbox(loop_);
  const auto timer = loop_.at(when, [&] { inbox.put(true); });
  try {
    co_await inbox.take();
  } catch (...) {
    loop_.cancel(timer);
    throw;
  }
}

Awaitable<DialResult> ScriptedDnsWorld::dial(Endpoint peer, DialOptions) {
  DialResult result;
  if (servers.contains(peer)) {
    result.stream = std::make_unique<ScriptedStream>(*this, peer);
  } else {
    result.error = make_error_code(boost::system::errc::connection_refused);
  }
  co_return result;
}

Result<std::unique_ptr<DatagramSocket>> ScriptedDnsWorld::datagram(const DatagramOptions& options) {
  Endpoint local = options.bind.value_or(Endpoint{});
  local.port = 40000;
  if (options.connect) {
    const auto& peer = options.connect->address;
    if (!has_route(peer)) return make_error_code(boost::system::errc::network_unreachable);
    if (const auto source = sources.find(peer); source != sources.end()) {
      local.address = source->second;
    }
  }
  return std::make_unique<ScriptedSocket>(*this, options.connect, local);
}

std::vector<Reply> ScriptedDnsWorld::ask(const Endpoint& server, ByteView data, bool tcp) {
  const auto script = servers.find(server);
  if (script == servers.end()) return {};
  const auto message = decode_message(data);
  CHECK(message.has_value());
  return script->second({*message, tcp, asked_[server]++});
}

}  // namespace edge::test
