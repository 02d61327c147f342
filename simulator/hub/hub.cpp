#include "simulator/hub/hub.hpp"

#include <boost/system/system_error.hpp>

#include "common/base/check.hpp"
#include "common/world/accept_loop.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/hub/hub_transports.hpp"
#include "simulator/hub/transport.hpp"
#include "simulator/services/certificate_request.hpp"
#include "simulator/services/makers.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {
namespace {

constexpr Duration kTransportLimit = std::chrono::seconds{60};  // TLS and WebSocket together

const HubService& hub_of(const Service& service) {
  const auto* hub = service.if_is<HubService>();
  CHECK(hub != nullptr);
  return *hub;
}

/// As with_deadline() takes it.
Awaitable<Result<std::unique_ptr<Stream>>> transport_of(World& world,
                                                        std::shared_ptr<HubBehaviour> behaviour,
                                                        std::unique_ptr<Stream> below,
                                                        const char* subprotocol,
                                                        MaybeCertificate& certificate) {
  co_return co_await open_transport(world, std::move(behaviour), std::move(below), subprotocol,
                                    certificate);
}

bool serves_anyone(TlsBehaviour tls) {
  return tls == TlsBehaviour::serve || tls == TlsBehaviour::demand_certificate ||
         tls == TlsBehaviour::silent_to_own_name || tls == TlsBehaviour::reset_for_own_name;
}

/// Null if none came about in time, or none is to.
Awaitable<std::unique_ptr<Stream>> transport_in_time(World& world,
                                                     std::shared_ptr<HubBehaviour> behaviour,
                                                     std::unique_ptr<Stream> below,
                                                     const char* subprotocol,
                                                     MaybeCertificate& certificate) {
  auto opening = transport_of(world, behaviour, std::move(below), subprotocol, certificate);
  if (!serves_anyone(behaviour->service->tls)) {
    co_await std::move(opening);  // without a limit: its silence is the point
    co_return nullptr;
  }
  auto transport =
      co_await with_deadline(world, world.now() + kTransportLimit, std::move(opening));
  co_return transport ? std::move(*transport) : nullptr;
}

/// Its frame lives as long as the connection: what only the opening needs is not in it.
Awaitable<void> serve_connection(std::shared_ptr<DeviceHub> core, std::unique_ptr<Stream> below,
                                 const HubTransport& how, Admitted admitted) {
  const auto behaviour = core->behaviour();
  MaybeCertificate certificate;
  auto transport = co_await transport_in_time(core->world(), behaviour, std::move(below),
                                              how.subprotocol, certificate);
  if (!transport) co_return;
  auto serving = how.serve(core, behaviour, std::move(transport), std::move(certificate),
                           std::move(admitted));
  co_await std::move(serving);
}

TakeConnection connection_taker(std::shared_ptr<DeviceHub> core,
                                std::shared_ptr<TaskGroup> connections,
                                const HubTransport& how) {
  return [core = std::move(core), connections = std::move(connections), &how](auto stream) {
    ++core->observations().connections;
    const auto admitted = std::make_shared<bool>(false);
    connections->spawn(serve_connection(core, std::move(stream), how, admitted), admitted);
    return true;
  };
}

}  // namespace

Hub::Hub(boost::asio::any_io_executor executor, World& world, const Service& service,
         IssuerLookup issuer, const HubLimits& limits)
    : service_(service),
      issuer_(std::move(issuer)),
      started_(world.wall()),
      executor_(std::move(executor)),
      core_(std::make_shared<DeviceHub>(world, behaviour_of(hub_of(service)), limits)),
      connections_(std::make_shared<TaskGroup>(executor_, limits.connections)) {
  core_->records().set_registry(DeviceRegistry(hub_of(service).devices));
  listen();
}

std::shared_ptr<HubBehaviour> Hub::behaviour_of(const HubService& service) {
  const CertificateSpec& wanted = service.certificate;
  const auto request = request_for(wanted, service.dialled_name(), started_);
  const bool demands = service.tls == TlsBehaviour::demand_certificate;
  const auto issue = [issuer = issuer_, name = wanted.issuer, request, demands] {
    const IssuedCertificate issued = issuer(name).issue(request);
    TlsServerOptions tls;
    tls.client_ca_pem = issuer(name).certificate_pem();  // it is the devices' authority too
    tls.certificate_pem = issued.certificate_pem;
    tls.private_key_pem = issued.private_key_pem;
    tls.demand_client_certificate = demands;
    tls.weak_certificate = request.weak_key || request.weak_digest;
    return tls;
  };
  return std::make_shared<HubBehaviour>(service, issue);
}

void Hub::listen() {
  for (const HubTransport& each : hub_transports()) open(each);
}

void Hub::open(const HubTransport& transport) {
  ListeningPort& listening = listening_[transport.name];
  const Endpoint wanted{service_.address, hub_of(service_).*transport.port};
  if (listening.accepting && listening.wanted == wanted) return;
  auto listener = core_->world().listen(wanted);
  if (!listener) {
    const ErrorCode why(listener.error().value(), listener.error().category());  // no source line
    throw boost::system::system_error(
        why, "service " + service_.name + ": cannot listen on " + to_string(wanted));
  }
  listening.wanted = wanted;
  listening.local = (*listener)->local();
  listening.accepting = std::make_unique<TaskGroup>(executor_, 1);  // the older one stops
  auto accepting = accept_loop(core_->world(), std::move(*listener),
                               connection_taker(core_, connections_, transport));
  listening.accepting->spawn(std::move(accepting));
}

void Hub::change(const Service& service) {
  const HubService& wanted = hub_of(service);
  if (wanted.devices != hub_of(service_).devices) {
    core_->records().set_registry(DeviceRegistry(wanted.devices));
  }
  core_->set_behaviour(behaviour_of(wanted));
  service_ = service;
  listen();
}

std::unique_ptr<RunningService> make_hub(boost::asio::any_io_executor executor, World& world,
                                         const Service& service, Authorities& authorities) {
  const IssuerLookup issuer = [&authorities](const std::string& name) -> const auto& {
    return authorities.get(name);
  };
  return std::make_unique<Hub>(std::move(executor), world, service, issuer);
}

}  // namespace edge::sim
