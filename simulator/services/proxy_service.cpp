// An HTTP proxy that tunnels CONNECT (RFC 9110 section 9.3.6), answering as squid does.
#include <algorithm>
#include <array>

#include "common/base/host_name.hpp"
#include "common/dns/lookup.hpp"
#include "common/http/head.hpp"
#include "common/http/http.hpp"
#include "common/iothub/base64.hpp"
#include "common/world/accept_loop.hpp"
#include "common/world/concurrency.hpp"
#include "common/world/task_group.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/services/makers.hpp"
#include "simulator/services/silence.hpp"
#include "simulator/topology/proxy_service.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxConnections = 256;
constexpr Duration kRequestTimeout = 60s;  // for the client's CONNECT
constexpr Duration kConnectTimeout = 60s;  // squid's connect_timeout
constexpr const char* kRealm = "edgesim";

/// What the connections of one proxy share; each holds it for as long as it runs.
struct ProxyShared {
  World& world;
  ProxyService behaviour;
};
using ProxySharedPtr = std::shared_ptr<ProxyShared>;

Awaitable<void> copy(Stream& from, Stream& to) {
  std::array<std::uint8_t, 16384> buffer{};
  while (true) {
    const auto got = co_await from.read_some(buffer);
    if (!got) co_return;
    const auto written = co_await to.write(ByteView(buffer).first(*got));
    if (!written) co_return;
  }
}

/// Carries bytes both ways until either side ends, which ends both.
Awaitable<void> tunnel(Stream& client, Stream& server) {
  co_await until_one_ends(copy(client, server), copy(server, client));
  co_await server.close();
  co_await client.close();
}

/// 0 when the request may pass, or the status that refuses it.
int refusal_of(const ProxyService& behaviour, const ConnectRequest& request) {
  if (behaviour.refuses_with) return *behaviour.refuses_with;
  if (!behaviour.scheme.empty()) return 407;
  if (!behaviour.user.empty()) {
    const std::string credentials = behaviour.user + ":" + behaviour.password;
    if (request.authorization != "Basic " + base64_encode(as_bytes(credentials))) return 407;
  }
  const bool denied =
      std::any_of(behaviour.denied_hosts.begin(), behaviour.denied_hosts.end(),
                  [&](const std::string& host) { return same_host_name(host, request.host); });
  return denied ? 403 : 0;
}

struct Connected {
  int status = 200;
  std::unique_ptr<Stream> stream;  // set exactly with 200
};

/// Tries each address; with no success 503, or 504 when the last one was silent.
Awaitable<Connected> connect_to_any(World& world, std::vector<IpAddress> addresses,
                                    std::uint16_t port) {
  Connected result{503, nullptr};
  for (const auto& address : addresses) {
    const Endpoint peer{address, port};
    DialOptions options;
    options.deadline = world.now() + kConnectTimeout;
    auto dialled = co_await world.dial(peer, options);
    if (!dialled.error) {
      result.status = 200;
      result.stream = std::move(dialled.stream);
      co_return result;
    }
    result.status = dialled.error == boost::system::errc::timed_out ? 504 : 503;
  }
  co_return result;
}

Awaitable<Connected> connect_to_host(ProxySharedPtr shared, std::string host, std::uint16_t port) {
  World& world = shared->world;
  ResolverConfig config = world.resolver_config(CLibrary::glibc);
  if (!shared->behaviour.dns.empty()) config.servers = shared->behaviour.dns;
  ResolveDetail detail;
  auto addresses = co_await lookup_host(world, std::move(host), config, world.now(), detail);
  if (!addresses) co_return Connected{503, nullptr};
  Connected connected = co_await connect_to_any(world, std::move(*addresses), port);
  co_return connected;
}

Awaitable<Result<void>> answer(Stream& client, const ProxyService& behaviour, int status) {
  std::string odd;
  if (status == 407 && !behaviour.scheme.empty()) {
    odd = http_refusal_text(status, "Proxy-Authenticate: " + behaviour.scheme + "\r\n");
  } else if (status == 200 && behaviour.http_1_0) {
    odd = "HTTP/1.0 200 Connection established\r\n\r\n";
  }
  if (odd.empty()) co_return co_await http_answer_connect(client, status, kRealm);
  const auto written = co_await client.write(as_bytes(odd));
  if (!written) co_return written.error();
  co_return Result<void>{};
}

Awaitable<void> serve_client(ProxySharedPtr shared, std::unique_ptr<Stream> stream) {
  World& world = shared->world;
  if (shared->behaviour.silent) {
    co_await stay_silent(std::move(stream));
    co_return;
  }
  if (shared->behaviour.hangs_up) {
    co_await stream->close();
    co_return;
  }
  const Instant deadline = world.now() + kRequestTimeout;
  auto request =
      co_await with_deadline(world, deadline, http_accept_connect(world, std::move(stream)));
  if (!request) co_return;
  Connected connected;
  connected.status = refusal_of(shared->behaviour, *request);
  if (connected.status == 0) {
    connected = co_await connect_to_host(shared, request->host, request->port);
  }
  const auto answered = co_await answer(*request->stream, shared->behaviour, connected.status);
  if (answered && connected.stream) {
    co_await tunnel(*request->stream, *connected.stream);
  } else {
    co_await request->stream->close();
  }
}

/// `clients` are gone with the server.
TakeConnection client_taker(ProxySharedPtr shared, std::weak_ptr<TaskGroup> clients) {
  return [shared = std::move(shared), clients = std::move(clients)](auto stream) {
    const auto open = clients.lock();
    if (!open) return false;
    open->spawn(serve_client(shared, std::move(stream)));
    return true;
  };
}

class ProxyServer final : public RunningService {
 public:
  ProxyServer(boost::asio::any_io_executor executor, World& world, const Service& service)
      : accepting_(executor, 1), clients_(std::make_shared<TaskGroup>(executor, kMaxConnections)) {
    const auto& behaviour = service.as<ProxyService>();
    shared_ = std::make_shared<ProxyShared>(ProxyShared{world, behaviour});
    const Endpoint endpoint{service.address, behaviour.port};
    auto listener = world.listen(endpoint);
    if (!listener) throw_cannot_listen(service, endpoint, "tcp", listener.error());
    accepting_.spawn(accept_loop(world, std::move(*listener), client_taker(shared_, clients_)));
  }

  void change(const Service& service) override {
    shared_->behaviour = service.as<ProxyService>();
  }

 private:
  ProxySharedPtr shared_;
  TaskGroup accepting_;
  std::shared_ptr<TaskGroup> clients_;
};

}  // namespace

std::unique_ptr<RunningService> make_proxy_service(boost::asio::any_io_executor executor,
                                                   World& world, const Service& service) {
  return std::make_unique<ProxyServer>(std::move(executor), world, service);
}

}  // namespace edge::sim
