#include "probe/host/container_dns.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/dns/resolv_conf.hpp"

namespace edge::probe {
namespace {

using Servers = std::vector<boost::asio::ip::address>;

constexpr const char* kStub = "127.0.0.53";  // systemd-resolved's
constexpr const char* kStandIns[] = {"8.8.8.8", "8.8.4.4"};
constexpr std::size_t kMostServers = 16;

Servers servers_in(const std::string& resolv_conf) {
  Servers servers;
  for (const auto& server : parse_resolver_config(resolv_conf, "").servers) {
    servers.push_back(server.address);
  }
  return servers;
}

/// Empty for what is no such file.
Servers servers_of_daemon(const std::string& text) {
  Servers servers;
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("dns") || !json["dns"].is_array()) return servers;
  for (const auto& each : json["dns"]) {
    boost::system::error_code error;
    if (!each.is_string() || servers.size() == kMostServers) continue;
    const auto address = boost::asio::ip::make_address(each.get<std::string>(), error);
    if (!error) servers.push_back(address);
  }
  return servers;
}

}  // namespace

ContainerDns container_dns(const DnsFiles& files) {
  Servers given = servers_of_daemon(files.daemon);
  if (!given.empty()) return {ContainerDnsSource::daemon, std::move(given)};
  ContainerDns dns{ContainerDnsSource::host, servers_in(files.resolv_conf)};
  const bool stub = dns.servers.size() == 1 && dns.servers[0].to_string() == kStub;
  if (stub) dns = {ContainerDnsSource::systemd, servers_in(files.of_systemd)};
  std::erase_if(dns.servers, [](const auto& server) { return server.is_loopback(); });
  if (!dns.servers.empty()) return dns;
  dns.source = ContainerDnsSource::stand_in;
  for (const char* each : kStandIns) dns.servers.push_back(boost::asio::ip::make_address(each));
  return dns;
}

const char* words_of(ContainerDnsSource source) {
  switch (source) {
    case ContainerDnsSource::host: return "the host's resolv.conf";
    case ContainerDnsSource::systemd: return "/run/systemd/resolve/resolv.conf";
    case ContainerDnsSource::daemon: return "\"dns\" of /etc/docker/daemon.json";
    case ContainerDnsSource::stand_in: break;
  }
  return "Docker, since no container reaches those of the host's resolv.conf";
}

}  // namespace edge::probe
