#include "simulator/lab/module_files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/world/real/environment.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;

/// resolv.conf(5) as the scenario's module has it.
std::string resolv_conf_text(const ResolverConfig& config) {
  std::string text;
  for (const auto& server : config.servers) {
    text += "nameserver " + server.address.to_string() + "\n";
  }
  if (!config.search.empty()) text += fmt::format("search {}\n", fmt::join(config.search, " "));
  const auto timeout = std::chrono::duration_cast<std::chrono::seconds>(config.timeout);
  return text + fmt::format("options ndots:{} timeout:{} attempts:{}\n", config.ndots,
                            timeout.count(), config.attempts);
}

/// The machine's own proxy is not in the scenario's network.
void forget_proxies(std::map<std::string, std::string>& variables) {
  for (const auto* name : {"http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY",
                           "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"}) {
    variables.erase(name);
  }
}

std::string proxy_url(const probe::ProxyOptions& proxy) {
  const auto user = proxy.user.empty() ? "" : proxy.user + ":" + proxy.password + "@";
  return fmt::format("http://{}{}:{}", user, proxy.host, proxy.port);
}

}  // namespace

void write_node_files(const fs::path& folder, const ResolverConfig& resolver) {
  fs::create_directories(folder / "root");
  write_file(folder / "resolv.conf", resolv_conf_text(resolver));
  write_file(folder / "hosts", "127.0.0.1 localhost\n");
}

std::string identity_text(const ConnectionString& identity) {
  std::string text = "HostName=" + identity.host_name + ";DeviceId=" + identity.device_id;
  if (!identity.module_id.empty()) text += ";ModuleId=" + identity.module_id;
  text += ";SharedAccessKey=" + identity.shared_access_key;
  if (identity.gateway_host_name.empty()) return text;
  return text + ";GatewayHostName=" + identity.gateway_host_name;
}

std::map<std::string, std::string> module_environment(std::map<std::string, std::string> inherited,
                                                      const probe::Options& options,
                                                      const fs::path& folder) {
  auto variables = std::move(inherited);
  forget_proxies(variables);
  const auto authority = (folder / "ca.pem").string();
  write_file(authority, options.ca_pem);
  for (const auto* name : {"EDGESIM_CA_FILE", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE",
                           "REQUESTS_CA_BUNDLE"}) {
    variables[name] = authority;
  }
  variables["EDGESIM_HUB"] = options.hub;
  variables["EDGESIM_AMQP_PORT"] = std::to_string(options.amqp_port);
  variables["EDGESIM_WS_PORT"] = std::to_string(options.ws_port);
  if (options.identity) {
    const auto text = identity_text(*options.identity);
    const auto file = (folder / "connection-string").string();
    write_private_file(file, text);
    variables["EDGESIM_CONNECTION_STRING_FILE"] = file;
    variables["EdgeHubConnectionString"] = text;
  }
  if (options.proxy) {
    for (const auto* name : {"EDGESIM_HTTPS_PROXY", "HTTPS_PROXY", "https_proxy"}) {
      variables[name] = proxy_url(*options.proxy);
    }
  }
  return variables;
}

}  // namespace edge::sim
