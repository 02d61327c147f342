// start_service() with a hub and running agents: the real TLS, AMQP and tokens, in virtual time.
#include "simulator/service_set/start_service.hpp"

#include "simulator/topology/agent_service.hpp"
#include "simulator/topology/hub_access.hpp"
#include "tests/simulator/services/services_fixture.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;

class AgentServiceTest : public ServicesTest {
 protected:
  AgentServiceTest() {
    hub_service = service("hub", "internet", "10.0.2.2");
    hub_service.behaviour =
        hub_for({{"dev1", "$edgeAgent", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="},
                 {"dev2", "", "HxscGRoXFhUUExIREA8ODQwLCgkIBwYFBAMCAQAAAAA="}});
    running_hub = start_any(hub_service);
  }
  std::unique_ptr<RunningService> start_any(const Service& service) {
    const WorldOf world_of = [this](const std::string& node) -> World& {
      return internet.world(node);
    };
    return start_service(internet.loop().context().get_executor(), internet.world(service.node),
                         service, authorities, world_of);
  }
  Service agent(const std::string& node, std::size_t device) {
    const HubAccess hub = access_to(hub_service.as<HubService>());
    Service made = service("agent-on-" + node, node, "0.0.0.0");
    made.behaviour = AgentService{hub.host_name, at("10.0.2.2:5671"), hub.devices[device]};
    return made;
  }
  HubObservations after(Duration time) {
    const Instant until = internet.loop().now() + time;
    internet.loop().run_until([&] { return internet.loop().now() >= until; });
    return running_hub->observations();
  }

  Authorities authorities{WallTime{}};
  Service hub_service;
  std::unique_ptr<RunningService> running_hub;
};

TEST_F(AgentServiceTest, LinksAndStays) {
  const auto running = start_any(agent("client", 0));
  const auto seen = after(1h);
  EXPECT_EQ(seen.opens, 1);
  EXPECT_EQ(seen.authorised, 1);
  EXPECT_EQ(seen.links, 1);
  EXPECT_EQ(seen.thrown_off, 0);
}

TEST_F(AgentServiceTest, SameIdentityThrowsTheFirstOff) {
  const auto first = start_any(agent("client", 0));
  after(10s);
  const auto second = start_any(agent("host", 0));
  EXPECT_EQ(after(10s).thrown_off, 1);
}

TEST_F(AgentServiceTest, AnotherIdentityDoesNot) {
  const auto first = start_any(agent("client", 0));
  const auto second = start_any(agent("host", 1));
  const auto seen = after(10s);
  EXPECT_EQ(seen.links, 2);
  EXPECT_EQ(seen.thrown_off, 0);
}

TEST_F(AgentServiceTest, ChangeIsAnotherAgent) {
  const auto running = start_any(agent("client", 0));
  after(10s);
  running->change(agent("client", 1));
  EXPECT_EQ(after(10s).links, 2);
}

TEST_F(AgentServiceTest, WrongKeyEndsLikeAnAgentWithoutHarm) {
  Service wrong = agent("client", 0);
  wrong.as<AgentService>().identity.key = "AAAA";
  const auto running = start_any(wrong);
  const auto seen = after(2min);
  EXPECT_GE(seen.opens, 1);
  EXPECT_EQ(seen.links, 0);
}

}  // namespace
}  // namespace edge::sim
