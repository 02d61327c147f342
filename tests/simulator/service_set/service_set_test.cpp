// Services that a changed network moves to another address.
#include "simulator/service_set/service_set.hpp"

#include "common/dns/lookup.hpp"
#include "simulator/topology/dns_service.hpp"
#include "tests/simulator/services/services_fixture.hpp"

namespace edge::sim {
namespace {

class ServiceSetTest : public ServicesTest {
 protected:
  std::vector<Service> name_server_at(const std::string& address) {
    Service made = service("site-dns", "host", address);
    DnsService dns;
    dns.records = {{"hub.test", boost::asio::ip::make_address("198.51.100.10")}};
    made.behaviour = dns;
    return {made};
  }
  bool answers(const std::string& address) {
    ResolverConfig config;
    config.servers = {at(address + ":53")};
    ResolveDetail detail;
    return run(lookup_host(client(), "hub.test", config, client().now(), detail)).has_value();
  }
};

TEST_F(ServiceSetTest, AServiceListensWhereItHasMoved) {
  ServiceSet services(internet.loop().context().get_executor(),
                      [this](const std::string& node) -> World& { return internet.world(node); },
                      WallTime{});
  services.become(name_server_at("10.0.1.1"));
  EXPECT_TRUE(answers("10.0.1.1"));
  services.become(name_server_at("10.0.2.1"));
  EXPECT_TRUE(answers("10.0.2.1"));
  EXPECT_FALSE(answers("10.0.1.1"));
}

}  // namespace
}  // namespace edge::sim
