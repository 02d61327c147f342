// The hub from its ports on: TLS, WebSocket, and each way in which it can misbehave.
#include "simulator/hub/hub.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <set>

#include "common/amqp/error.hpp"
#include "common/iothub/sas_token.hpp"
#include "common/websocket/websocket.hpp"
#include "common/world/with_deadline.hpp"
#include "probe/attempt/agent_session.hpp"
#include "probe/profiles/transports.hpp"
#include "simulator/topology/hub_service.hpp"
#include "tests/support/amqp_client.hpp"
#include "tests/support/client_certificate.hpp"
#include "tests/support/memory_world.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
using StreamResult = Result<std::unique_ptr<Stream>>;

struct HubTest : testing::Test {
  HubTest() {
    behaviour.devices = {{"dev1", "", kKey}};
    service.name = "hub";
    service.address = boost::asio::ip::make_address("198.51.100.10");
  }

  void start() {
    service.behaviour = behaviour;
    hub = std::make_unique<Hub>(
        world.loop().context().get_executor(), world, service,
        [this](const std::string& issuer) -> const auto& { return authorities.get(issuer); });
  }
  void change() {
    service.behaviour = behaviour;
    hub->change(service);
  }

  std::unique_ptr<Stream> dial(std::uint16_t port) {
    return world.run(world.dial({service.address, port}, {})).stream;
  }
  StreamResult secure(std::uint16_t port) {
    TlsClientOptions options;
    options.server_name = "hub.test";
    options.ca_pem = authorities.get("hub-ca").certificate_pem();
    TlsClient client(options);
    tls = {};
    auto shaking = client.handshake(world, dial(port), tls);
    return world.run(with_deadline(world, world.now() + 30s, std::move(shaking)));
  }
  StreamResult upgrade(const std::string& path) {
    websocket = {};
    WebSocketClientOptions options{"hub.test", path, "AMQPWSB10"};
    return world.run(
        websocket_connect(world, secure(443).value(), std::move(options), websocket));
  }
  /// The agent's sequence up to its link, on `transport`.
  std::unique_ptr<probe::AgentSession> linked(std::unique_ptr<Stream> transport) {
    auto agent = std::make_unique<probe::AgentSession>(world, std::move(transport), "hub.test",
                                                       probe::OpenFields{});
    AmqpDetail amqp;
    CbsDetail cbs;
    LinkDetail link;
    world.run(agent->open(amqp)).value();
    probe::PutToken request;
    request.audience = token_audience("hub.test", "dev1", "");
    request.expires = world.wall() + 1h;
    request.token = make_sas_token(request.audience, kKey, request.expires);
    world.run(agent->put_token(request, cbs)).value();
    world.run(agent->attach({"hub.test", "dev1", "", "p", "v"}, link)).value();
    return agent;
  }

  test::MemoryWorld world;
  Authorities authorities{world.wall()};
  HubService behaviour;
  Service service;
  TlsDetail tls;
  WebSocketDetail websocket;
  std::unique_ptr<Hub> hub;
};

TEST_F(HubTest, ServesTheAgentOnBothPortsAndEveryPath) {
  start();
  std::vector<std::unique_ptr<probe::AgentSession>> agents;
  agents.push_back(linked(secure(5671).value()));
  for (const char* path : {"/$iothub/websocket", "/$servicebus/websocket/"}) {
    agents.push_back(linked(upgrade(path).value()));
    EXPECT_EQ(websocket.status, 101);
    EXPECT_EQ(websocket.subprotocol, "AMQPWSB10");
  }
  EXPECT_EQ(hub->observations().links, 3);
  EXPECT_EQ(hub->observations().reconnects, 2);
  EXPECT_EQ(hub->observations().thrown_off, 2);  // each took the identity from the one before
}

TEST_F(HubTest, ADeviceWithACertificateNeedsNoToken) {
  DeviceSpec device{"dev1", "", ""};
  device.authority_signed = true;
  behaviour.devices = {device};
  start();
  const auto linked_with = [&](const std::string& issuer, const std::string& name) {
    CertificateRequest request{name, {}, world.wall() - 1h, world.wall() + 1h};
    const IssuedCertificate own = authorities.get(issuer).issue(request);
    auto shaking = test::handshake_showing(world, dial(5671), own, tls);
    test::AmqpClient client(world, world.run(std::move(shaking)).value());
    pn_link_t* link = client.sender("telemetry", "/devices/dev1/messages/events");
    client.settle().value();
    return (pn_link_state(link) & PN_REMOTE_ACTIVE) != 0;
  };
  EXPECT_TRUE(linked_with("hub-ca", "dev1"));
  EXPECT_FALSE(linked_with("hub-ca", "dev2"));
  EXPECT_FALSE(linked_with("elsewhere", "dev1"));
}

TEST_F(HubTest, AnotherPathIsNotFound) {
  start();
  EXPECT_FALSE(upgrade("/elsewhere"));
  EXPECT_EQ(websocket.status, 404);
}

TEST_F(HubTest, TheCertificateIsTheOneAskedFor) {
  struct Row {
    CertificateSpec spec;
    std::vector<CertificateDefect> defects;
  };
  CertificateSpec past, future, other_name, other_issuer, two;
  past.not_after = -1h;
  future.not_before = 1h;
  other_name.dns_names = {"elsewhere.test"};
  other_issuer.issuer = "corporate";
  two.dns_names = {"elsewhere.test"};
  two.not_after = -1h;
  using enum CertificateDefect;
  const Row rows[] = {{past, {expired}},
                      {future, {not_yet_valid}},
                      {other_name, {wrong_name}},
                      {other_issuer, {untrusted_issuer}},
                      {two, {expired, wrong_name}}};
  start();
  for (const auto& row : rows) {
    behaviour.certificate = row.spec;
    change();
    EXPECT_FALSE(secure(5671));
    EXPECT_THAT(tls.defects, testing::UnorderedElementsAreArray(row.defects));
  }
}

TEST_F(HubTest, MisbehavesBelowTlsOnRequest) {
  behaviour.tls = TlsBehaviour::silent_after_client_hello;
  start();
  EXPECT_EQ(secure(5671).error(), boost::system::errc::timed_out);
  EXPECT_EQ(world.now(), Instant{30s});

  behaviour.tls = TlsBehaviour::plain_http;
  change();
  EXPECT_FALSE(secure(443));
  EXPECT_THAT(tls.first_bytes, StartsWith("HTTP/1.1 400 Bad Request"));

  behaviour.tls = TlsBehaviour::reset_after_client_hello;
  change();
  EXPECT_FALSE(secure(5671));
  EXPECT_EQ(tls.bytes_received, 0u);
}

TEST_F(HubTest, MisbehavesInTheUpgradeOnRequest) {
  behaviour.websocket.status = 404;
  start();
  EXPECT_FALSE(upgrade("/$iothub/websocket"));
  EXPECT_EQ(websocket.status, 404);

  behaviour.websocket = {};
  behaviour.websocket.subprotocol = false;
  change();
  upgrade("/$iothub/websocket");
  EXPECT_EQ(websocket.status, 101);
  EXPECT_EQ(websocket.subprotocol, "");
}

TEST_F(HubTest, ItsClockJudgesTokens) {
  behaviour.clock_offset = 65min + 1s;
  start();
  EXPECT_THROW(linked(secure(5671).value()), boost::system::system_error);
  behaviour.clock_offset = 65min - 1s;
  change();
  linked(secure(5671).value());
}

TEST_F(HubTest, AConnectionKeepsTheBehaviourItBeganWith) {
  start();
  const auto before = linked(secure(5671).value());
  behaviour.amqp = AmqpBehaviour::silent;
  change();
  HoldDetail held;
  EXPECT_TRUE(world.run(before->hold(10min, held)));
  probe::AgentSession after(world, secure(5671).value(), "hub.test", {});
  AmqpDetail amqp;
  auto opening = with_deadline(world, world.now() + 30s, after.open(amqp));
  EXPECT_EQ(world.run(std::move(opening)).error(), boost::system::errc::timed_out);
}

TEST_F(HubTest, ItServesEveryTransportThatAgentsTryOnAPortOfItsOwn) {
  start();
  std::set<std::uint16_t> ports;
  for (const auto& row : probe::transport_rows()) {
    EXPECT_EQ(hub->endpoint(row.name).port, row.default_port) << row.name;
    ports.insert(hub->endpoint(row.name).port);
  }
  EXPECT_EQ(ports.size(), hub_transports().size());
}

TEST_F(HubTest, AnotherPortIsListenedOnAtOnce) {
  start();
  behaviour.amqp_port = 5672;
  change();
  EXPECT_TRUE(secure(5672));
  EXPECT_EQ(dial(5671), nullptr);
}

TEST_F(HubTest, ItsEndEndsItsConnections) {
  start();
  const auto agent = linked(secure(5671).value());
  hub.reset();
  HoldDetail held;
  EXPECT_TRUE(world.run(agent->hold(1min, held)).has_error());
  EXPECT_LT(held.held, 1s);
  EXPECT_EQ(dial(5671), nullptr);
}

TEST_F(HubTest, APortThatIsTakenIsNamed) {
  start();
  const auto first = std::move(hub);
  EXPECT_THAT([&] { start(); },
              testing::ThrowsMessage<boost::system::system_error>(
                  HasSubstr("service hub: cannot listen on 198.51.100.10:5671")));
}

}  // namespace
}  // namespace edge::sim
