#include "tests/support/hub_fixture.hpp"

#include "common/base/check.hpp"
#include "common/tls/certificate_authority.hpp"
#include "simulator/faults/faults.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::test {
namespace {

std::shared_ptr<sim::HubBehaviour> behaviour_of(const Indirect<HubService>& service) {
  static const CertificateAuthority authority("test", WallTime{});
  static const IssuedCertificate unused = authority.issue({"hub.test", {}, {}, {}});
  return std::make_shared<sim::HubBehaviour>(
      service, [] { return TlsServerOptions{unused.certificate_pem, unused.private_key_pem}; });
}

}  // namespace

void HubFixture::resemble(HubPersonality personality) { service->personality = personality; }

void HubFixture::suffer(std::string_view fault, const sim::Parameters& with) {
  Service alone;
  alone.name = "hub";
  alone.behaviour = service;
  Topology topology;
  topology.services = {std::move(alone)};
  const auto* row = sim::find_fault(sim::fault_rows(), fault);
  CHECK(row);
  service = row->applied_to(std::move(topology), with).services.front().as<HubService>();
}

void HubFixture::close_after_open(AmqpCondition with) {
  service->close_after_open = std::move(with);
}

void HubFixture::behave() {
  hub->records().set_registry(sim::DeviceRegistry(devices));
  hub->set_limits(limits);
  hub->set_behaviour(behaviour_of(service));
}

}  // namespace edge::test
