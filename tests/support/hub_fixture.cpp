#include "tests/support/hub_fixture.hpp"

#include "common/tls/certificate_authority.hpp"
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

void HubFixture::behave() {
  hub->records().set_registry(sim::DeviceRegistry(devices));
  hub->set_limits(limits);
  hub->set_behaviour(behaviour_of(service));
}

}  // namespace edge::test
