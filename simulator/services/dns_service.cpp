// A name server: records over UDP and TCP, the rest unknown or forwarded as Docker's embedded
// resolver does (moby, daemon/libnetwork/resolver.go).
#include <algorithm>

#include "common/dns/message.hpp"
#include "common/dns/stream_message.hpp"
#include "common/world/accept_loop.hpp"
#include "common/world/task_group.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/services/makers.hpp"
#include "simulator/topology/dns_service.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
namespace errc = boost::system::errc;

constexpr Duration kUpstreamTimeout = 4s;  // resolver.go, extIOTimeout: per upstream server
constexpr std::size_t kMaxUpstreams = 3;   // maxExtDNS
constexpr std::size_t kMaxTasks = 1024;    // maxConcurrent
constexpr Duration kIdleConnection = 10s;  // a silent TCP client is let go
constexpr std::size_t kMaxStreamMessage = 65535;
constexpr Duration kAfterReceiveError = 10ms;  // before receiving again, not to spin

enum class Carrier { datagram, stream };

/// What the coroutines of one server share; each holds it for as long as it runs.
struct DnsShared {
  World& world;
  WorldOf world_of;
  DnsService behaviour;

  World& upstream_world() const {
    return behaviour.upstream_node.empty() ? world : world_of(behaviour.upstream_node);
  }
};
using DnsSharedPtr = std::shared_ptr<DnsShared>;

/// The answer with the query's identity, or an error; never times out by itself.
Awaitable<Result<Bytes>> ask_by_datagram(World& world, Endpoint server, Bytes query) {
  DatagramOptions options;
  options.connect = server;
  auto socket = world.datagram(options);
  if (!socket) co_return socket.error();
  const auto sent = co_await (*socket)->send_to(query, server);
  if (!sent) co_return sent.error();
  while (true) {
    auto received = co_await (*socket)->receive();
    // Not told without IP_RECVERR, which Go's sockets do not set: the engine goes on waiting.
    if (received.has_error() && received.error() == errc::network_unreachable) continue;
    if (!received) co_return received.error();
    const auto message = decode_message(received->data);
    if (message && message->response && message->id == decode_message(query)->id) {
      co_return std::move(received->data);
    }
  }
}

Awaitable<Result<Bytes>> ask_by_stream(World& world, Endpoint server, Bytes query) {
  const DialOptions options;
  auto dialled = co_await world.dial(server, options);
  if (dialled.error) co_return dialled.error;
  const Bytes framed = with_length(query);
  const auto written = co_await dialled.stream->write(framed);
  if (!written) co_return written.error();
  Result<Bytes> answer = co_await read_dns_message(*dialled.stream);
  co_return answer;
}

/// forwardExtDNS: one upstream server after the other, 4 s each; one that fails or refuses is
/// passed over; what any other says is repeated as it is. SERVFAIL when there is nobody left.
/// (Older ones, Docker 23 among them, say nothing when all are silent: the client then waits out
/// its own time-outs.)
Awaitable<std::optional<Bytes>> forward(DnsSharedPtr shared, DnsMessage query, Bytes bytes,
                                        Carrier carrier) {
  const auto servers = shared->behaviour.upstream;
  World& world = shared->upstream_world();
  for (std::size_t i = 0; i < std::min(servers.size(), kMaxUpstreams); ++i) {
    auto asking = carrier == Carrier::datagram ? ask_by_datagram(world, servers[i], bytes)
                                               : ask_by_stream(world, servers[i], bytes);
    auto answer = co_await with_deadline(world, world.now() + kUpstreamTimeout, std::move(asking));
    if (!answer) continue;
    const auto message = decode_message(*answer);
    if (!message || message->rcode == Rcode::server_failure || message->rcode == Rcode::refused) {
      continue;
    }
    co_return std::move(*answer);
  }
  co_return encode_answer(query, Rcode::server_failure, {}, kDnsDatagramSize);
}

/// The answer to any bytes at all; absent: none is given.
Awaitable<std::optional<Bytes>> answer_to(DnsSharedPtr shared, Bytes bytes, Carrier carrier) {
  const auto query = decode_message(bytes);
  if (!query || query->response || !query->question) co_return std::nullopt;
  const DnsService& behaviour = shared->behaviour;
  if (behaviour.answer_delay != Duration::zero()) {
    co_await shared->world.sleep_until(shared->world.now() + behaviour.answer_delay);
  }
  const std::size_t limit = carrier == Carrier::datagram ? kDnsDatagramSize : kMaxStreamMessage;
  const auto refuse = [&](Rcode rcode) { return encode_answer(*query, rcode, {}, limit); };
  switch (behaviour.behaviour) {
    case DnsBehaviour::silent:
      co_return std::nullopt;
    case DnsBehaviour::silent_to_aaaa:
      if (query->question->type == kTypeAaaa) co_return std::nullopt;
      break;
    case DnsBehaviour::name_error:
      co_return refuse(Rcode::name_error);
    case DnsBehaviour::server_failure:
      co_return refuse(Rcode::server_failure);
    case DnsBehaviour::refused:
      co_return refuse(Rcode::refused);
    case DnsBehaviour::no_address:
      co_return refuse(Rcode::no_error);
    case DnsBehaviour::serve:
      break;
  }
  std::vector<IpAddress> addresses;
  for (const auto& record : behaviour.records) {
    if (same_question(*query, record.name, query->question->type)) {
      addresses.push_back(record.address);
    }
  }
  // A known name without addresses of this type is answered empty and not forwarded.
  if (!addresses.empty()) co_return encode_answer(*query, Rcode::no_error, addresses, limit);
  // Who asks others for all it does not know, and has none to ask, fails.
  const bool forwards = !behaviour.upstream.empty() || !behaviour.upstream_node.empty();
  if (!forwards) co_return refuse(Rcode::name_error);
  std::optional<Bytes> answer = co_await forward(shared, *query, std::move(bytes), carrier);
  co_return answer;
}

Awaitable<void> answer_datagram(DnsSharedPtr shared, std::shared_ptr<DatagramSocket> socket,
                                Datagram datagram) {
  const auto answer = co_await answer_to(shared, std::move(datagram.data), Carrier::datagram);
  if (answer) co_await socket->send_to(*answer, datagram.from);
}

Awaitable<void> serve_connection(DnsSharedPtr shared, std::unique_ptr<Stream> stream) {
  while (true) {
    const Instant deadline = shared->world.now() + kIdleConnection;
    auto query = co_await with_deadline(shared->world, deadline, read_dns_message(*stream));
    if (!query) break;
    const auto answer = co_await answer_to(shared, std::move(*query), Carrier::stream);
    if (!answer) continue;
    const Bytes framed = with_length(*answer);
    const Instant written_by = shared->world.now() + kIdleConnection;
    const auto written = co_await with_deadline(shared->world, written_by, stream->write(framed));
    if (!written) break;
  }
  co_await stream->close();
}

/// `tasks` are those of single queries; gone with the server.
Awaitable<void> receive_queries(DnsSharedPtr shared, std::shared_ptr<DatagramSocket> socket,
                                std::weak_ptr<TaskGroup> tasks) {
  while (true) {
    auto received = co_await socket->receive();
    const auto open = tasks.lock();
    if (!open) co_return;
    if (received) {
      open->spawn(answer_datagram(shared, socket, std::move(*received)));
    } else {
      co_await shared->world.sleep_until(shared->world.now() + kAfterReceiveError);
    }
  }
}

TakeConnection connection_taker(DnsSharedPtr shared, std::weak_ptr<TaskGroup> tasks) {
  return [shared = std::move(shared), tasks = std::move(tasks)](auto stream) {
    const auto open = tasks.lock();
    if (!open) return false;
    open->spawn(serve_connection(shared, std::move(stream)));
    return true;
  };
}

class DnsServer final : public RunningService {
 public:
  DnsServer(boost::asio::any_io_executor executor, World& world, const Service& service,
            WorldOf world_of)
      : loops_(executor, 2), tasks_(std::make_shared<TaskGroup>(executor, kMaxTasks)) {
    const auto& behaviour = service.as<DnsService>();
    shared_ = std::make_shared<DnsShared>(DnsShared{world, std::move(world_of), behaviour});
    const Endpoint endpoint{service.address, behaviour.port};
    DatagramOptions options;
    options.bind = endpoint;
    auto socket = world.datagram(options);
    if (!socket) throw_cannot_listen(service, endpoint, "udp", socket.error());
    auto listener = world.listen(endpoint);
    if (!listener) throw_cannot_listen(service, endpoint, "tcp", listener.error());
    loops_.spawn(receive_queries(shared_, std::move(*socket), tasks_));
    loops_.spawn(accept_loop(world, std::move(*listener), connection_taker(shared_, tasks_)));
  }

  void change(const Service& service) override {
    shared_->behaviour = service.as<DnsService>();
  }

 private:
  DnsSharedPtr shared_;
  TaskGroup loops_;
  std::shared_ptr<TaskGroup> tasks_;
};

}  // namespace

std::unique_ptr<RunningService> make_dns_service(boost::asio::any_io_executor executor,
                                                 World& world, const Service& service,
                                                 WorldOf world_of) {
  return std::make_unique<DnsServer>(std::move(executor), world, service, std::move(world_of));
}

}  // namespace edge::sim
