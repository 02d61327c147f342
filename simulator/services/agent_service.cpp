// Another device that holds a connection with an identity of the hub: the probe itself, which
// opens, authorises and links as the agent does and then keeps the connection.
#include "common/world/task_group.hpp"
#include "probe/run/run.hpp"
#include "simulator/services/makers.hpp"
#include "simulator/topology/agent_service.hpp"

namespace edge::sim {
namespace {

constexpr Duration kForEver = std::chrono::hours{24 * 365};

probe::Options options_of(const AgentService& agent, const std::string& gateway,
                          const PemSource& ca_pem) {
  ConnectionString identity;
  identity.host_name = agent.hub_host;
  identity.gateway_host_name = gateway;
  identity.device_id = agent.identity.device_id;
  identity.module_id = agent.identity.module_id;
  identity.shared_access_key = Secret(agent.identity.key);
  probe::Options options;
  options.hub = gateway.empty() ? agent.hub_host : gateway;
  options.identity = identity;
  options.credential_source = probe::CredentialSource::command_line;
  options.hold = kForEver;
  options.ports["amqp"] = agent.hub.port;
  options.address = agent.hub.address;
  options.ca_pem = ca_pem;
  return options;
}

/// Ends when the agent would exit: it is not started again.
Awaitable<void> run_agent(World& world, probe::Options options) {
  co_await probe::run(world, std::move(options), nullptr);
}

class RunningAgent final : public RunningService {
 public:
  RunningAgent(boost::asio::any_io_executor executor, World& world, const Service& service,
               std::string gateway, PemSource ca_pem)
      : executor_(std::move(executor)),
        world_(world),
        gateway_(std::move(gateway)),
        ca_pem_(std::move(ca_pem)) {
    start(service.as<AgentService>());
  }

  /// Another identity or hub is another agent; the one before it goes.
  void change(const Service& service) override { start(service.as<AgentService>()); }

 private:
  void start(const AgentService& agent) {
    agent_ = std::make_unique<TaskGroup>(executor_, 1);
    agent_->spawn(run_agent(world_, options_of(agent, gateway_, ca_pem_)));
  }

  boost::asio::any_io_executor executor_;
  World& world_;
  std::string gateway_;
  PemSource ca_pem_;
  std::unique_ptr<TaskGroup> agent_;
};

}  // namespace

std::unique_ptr<RunningService> make_agent_service(boost::asio::any_io_executor executor,
                                                   World& world, const Service& service,
                                                   Authorities& authorities,
                                                   const std::string& gateway) {
  return std::make_unique<RunningAgent>(std::move(executor), world, service, gateway,
                                        authorities.pem("hub-ca"));
}

}  // namespace edge::sim
