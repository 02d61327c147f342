// A registry of container images, by HTTPS: one request on a connection.
#include <array>

#include "common/base/check.hpp"
#include "common/http/exchange.hpp"
#include "common/tls/tls.hpp"
#include "common/world/accept_loop.hpp"
#include "common/world/task_group.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/services/certificate_request.hpp"
#include "simulator/services/makers.hpp"
#include "simulator/services/registry_answers.hpp"

namespace edge::sim {
namespace {

constexpr std::size_t kMaxRegistryClients = 64;
constexpr std::size_t kMostOfRequest = 64 * 1024;  // bytes of its body
constexpr Duration kRegistryPatience = std::chrono::seconds{60};

/// What the connections of one registry share; each holds it for as long as it runs.
struct RegistryShared {
  World& world;
  RegistryService behaviour;
  std::unique_ptr<TlsServer> tls;
};
using RegistrySharedPtr = std::shared_ptr<RegistryShared>;

std::unique_ptr<TlsServer> tls_of(const RegistryService& registry, Authorities& authorities,
                                  WallTime now) {
  const CertificateSpec& wanted = registry.certificate;
  const auto request = request_for(wanted, registry.host_name, now);
  const IssuedCertificate issued = authorities.get(wanted.issuer).issue(request);
  TlsServerOptions options;
  options.certificate_pem = issued.certificate_pem;
  options.private_key_pem = issued.private_key_pem;
  options.request_client_certificate = false;
  options.weak_certificate = request.weak_key || request.weak_digest;
  return std::make_unique<TlsServer>(options);
}

Awaitable<Result<HttpRequest>> read_request(Stream& stream) {
  HttpRequestParser parser(kMostOfRequest);
  std::array<std::uint8_t, 4096> buffer{};
  std::string received;
  while (!parser.done()) {
    const auto got = co_await stream.read_some(buffer);
    if (!got) co_return got.error();
    received += as_text(ByteView(buffer).first(*got));
    const auto fed = parser.feed(received);
    if (!fed) co_return fed.error();
  }
  co_return parser.take();
}

/// The head alone: an answer to HEAD announces the body that GET would have had.
std::string answer_to(const RegistryService& registry, const HttpRequest& request) {
  std::string text = http_answer_text(registry_answer(registry, request), false);
  if (request.head.method == "HEAD") text.resize(text.find("\r\n\r\n") + 4);
  return text;
}

Awaitable<void> serve_image_client(RegistrySharedPtr shared, std::unique_ptr<Stream> below) {
  World& world = shared->world;
  const Instant deadline = world.now() + kRegistryPatience;
  TlsDetail detail;
  auto secured = co_await with_deadline(
      world, deadline, shared->tls->handshake(world, std::move(below), detail));
  if (!secured) co_return;
  const auto stream = std::move(*secured);
  const auto request = co_await with_deadline(world, deadline, read_request(*stream));
  if (request) {
    const std::string text = answer_to(shared->behaviour, *request);
    co_await stream->write(as_bytes(text));
  }
  co_await stream->close();
}

class RegistryServer final : public RunningService {
 public:
  RegistryServer(boost::asio::any_io_executor executor, World& world, const Service& service,
                 Authorities& authorities)
      : authorities_(authorities), accepting_(executor, 1),
        clients_(std::make_shared<TaskGroup>(executor, kMaxRegistryClients)) {
    const auto& behaviour = service.as<RegistryService>();
    shared_ = std::make_shared<RegistryShared>(
        RegistryShared{world, behaviour, tls_of(behaviour, authorities, world.wall())});
    const Endpoint endpoint{service.address, behaviour.port};
    auto listener = world.listen(endpoint);
    if (!listener) throw_cannot_listen(service, endpoint, "tcp", listener.error());
    auto take = [shared = shared_, clients = std::weak_ptr(clients_)](auto stream) {
      const auto open = clients.lock();
      if (!open) return false;
      open->spawn(serve_image_client(shared, std::move(stream)));
      return true;
    };
    accepting_.spawn(accept_loop(world, std::move(*listener), std::move(take)));
  }

  void change(const Service& service) override {
    shared_->behaviour = service.as<RegistryService>();
    shared_->tls = tls_of(shared_->behaviour, authorities_, shared_->world.wall());
  }

 private:
  Authorities& authorities_;
  RegistrySharedPtr shared_;
  TaskGroup accepting_;
  std::shared_ptr<TaskGroup> clients_;
};

}  // namespace

std::unique_ptr<RunningService> make_registry_service(boost::asio::any_io_executor executor,
                                                      World& world, const Service& service,
                                                      Authorities& authorities) {
  return std::make_unique<RegistryServer>(std::move(executor), world, service, authorities);
}

}  // namespace edge::sim
