// A hub in memory, without TLS, and agent sessions that talk to it: for tests of either.
#pragma once

#include "common/amqp/pump.hpp"
#include "common/iothub/sas_token.hpp"
#include "probe/attempt/agent_session.hpp"
#include "simulator/hub/amqp/serve_amqp.hpp"
#include "simulator/topology/amqp_condition.hpp"
#include "simulator/topology/hub_personality.hpp"
#include "simulator/topology/parameters.hpp"
#include "tests/support/memory_world.hpp"

namespace edge::test {

inline constexpr const char* kKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

class HubFixture {
 public:
  HubFixture() { behave(); }

  /// The client's end of a connection that the hub serves as `service`, `devices` and `limits` say
  /// at this moment.
  std::unique_ptr<Stream> connect(sim::MaybeCertificate certificate = {}) {
    auto [client, server] = world.connect_pair();
    behave();
    world.start(sim::serve_amqp(hub, hub->behaviour(), std::move(server), std::move(certificate)));
    return std::move(client);
  }

  void resemble(HubPersonality personality);
  /// Behaves as that fault has it, whatever else it does already.
  void suffer(std::string_view fault, const sim::Parameters& with = {});

  /// Ends connections with this, in which bytes may be that no fault takes.
  void close_after_open(AmqpCondition with);

  std::unique_ptr<probe::AgentSession> session() {
    probe::OpenFields fields;
    fields.idle_timeout = std::chrono::seconds{30};
    return std::make_unique<probe::AgentSession>(world, connect(), "hub.test", fields, trace);
  }

  /// As the agent asks for `device` or one of its modules, an hour from now.
  probe::PutToken token_for(const std::string& device, const std::string& module = {},
                            const std::string& key = kKey,
                            Duration lifetime = std::chrono::hours{1}) {
    probe::PutToken request;
    request.audience = token_audience("hub.test", device, module);
    request.expires = world.wall() + lifetime;
    request.token = make_sas_token(request.audience, key, request.expires);
    return request;
  }

  static probe::TelemetryLink link_for(const std::string& device, const std::string& module = {}) {
    return {"hub.test", device, module, ".NET/1.0 EdgeAgent/1.0", "2020-09-30"};
  }

  MemoryWorld world;
  Indirect<HubService> service;  // its own devices do not count
  std::vector<DeviceSpec> devices = {
      {"dev1", "", kKey}, {"dev1", "$edgeAgent", kKey}, {"dev2", "", kKey}};
  sim::HubLimits limits;
  std::shared_ptr<sim::DeviceHub> hub = std::make_shared<sim::DeviceHub>(world, nullptr);
  std::function<void(const std::string&)> trace;

 private:
  void behave();
};

}  // namespace edge::test
