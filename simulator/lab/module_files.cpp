#include "simulator/lab/module_files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/dns/resolv_conf_text.hpp"

namespace edge::sim {
namespace {

/// hosts(5): the node's own lines first, as the first line that has a name counts.
std::string hosts_text(const ResolverConfig& config) {
  std::string text;
  for (const auto& line : config.hosts) {
    text += fmt::format("{} {}\n", line.address.to_string(), fmt::join(line.names, " "));
  }
  return text + "127.0.0.1 localhost\n";
}

/// The machine's own proxy is not in the scenario's network.
void forget_proxies(std::map<std::string, std::string>& variables) {
  for (const auto* name : {"http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY",
                           "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"}) {
    variables.erase(name);
  }
}

std::string proxy_url(const probe::ProxyOptions& proxy) {
  const auto user = proxy.user.empty()
                        ? ""
                        : fmt::format("{}:{}@", proxy.user, proxy.password.reveal());
  return fmt::format("http://{}{}:{}", user, proxy.host, proxy.port);
}

}  // namespace

std::map<std::string, std::string> node_files(const ResolverConfig& resolver) {
  // As in the agent's image; the machine's own may ask local daemons, which see other networks.
  return {{"resolv.conf", resolv_conf_text(resolver)},
          {"hosts", hosts_text(resolver)},
          {"nsswitch.conf", "hosts: files dns\n"}};
}

std::string identity_text(const ConnectionString& identity) {
  std::string text = "HostName=" + identity.host_name + ";DeviceId=" + identity.device_id;
  if (!identity.module_id.empty()) text += ";ModuleId=" + identity.module_id;
  text.append(";SharedAccessKey=").append(identity.shared_access_key.reveal());
  if (identity.gateway_host_name.empty()) return text;
  return text + ";GatewayHostName=" + identity.gateway_host_name;
}

void lead_to_hub(NodeProgram& program, const probe::Options& options) {
  auto& variables = program.environment;
  forget_proxies(variables);
  program.files["ca.pem"] = options.ca_pem();
  for (const auto* name : {"EDGESIM_CA_FILE", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE",
                           "REQUESTS_CA_BUNDLE"}) {
    variables[name] = kProgramFiles + "ca.pem";
  }
  variables["EDGESIM_HUB"] = options.hub;
  variables["EDGESIM_AMQP_PORT"] = std::to_string(options.ports.at("amqp"));
  variables["EDGESIM_WS_PORT"] = std::to_string(options.ports.at("amqp-ws"));
  if (options.identity) {
    const auto text = identity_text(*options.identity);
    program.secrets["connection-string"] = text;
    variables["EDGESIM_CONNECTION_STRING_FILE"] = kProgramFiles + "connection-string";
    variables["EdgeHubConnectionString"] = text;
  }
  if (options.proxy) {
    for (const auto* name : {"EDGESIM_HTTPS_PROXY", "HTTPS_PROXY", "https_proxy"}) {
      variables[name] = proxy_url(*options.proxy);
    }
  }
}

}  // namespace edge::sim
