#include "probe/verdicts/placeholders.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/rows.hpp"
#include "common/report/layout.hpp"
#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/path_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/registry_facts.hpp"

namespace edge::probe {
namespace {

constexpr std::string_view kUsualHubs = "*.azure-devices.net";

std::string names_to_allow(const std::string& host) {
  const auto cloud = host.find(kUsualHubs.substr(1, kUsualHubs.rfind('.')));
  return cloud == host.npos ? host : "*" + host.substr(cloud);
}

std::string usual_port(bool web) {
  const auto& row = row_of(transport_rows(), web, &TransportRow::web_port);
  return std::to_string(row.default_port);
}

constexpr std::string_view kPodman = "podman";  // as host facts have it

/// In one of its containers, or where its bridge is and Docker's is not.
bool has_podman(const HostFacts& facts) {
  if (!facts.container.empty()) return facts.container == kPodman;
  const auto is_docker = [](const InterfaceFact& interface) {
    return interface.name.starts_with("docker");
  };
  return std::ranges::any_of(facts.interfaces, is_podman_bridge) &&
         std::ranges::none_of(facts.interfaces, is_docker);
}

bool finds_podman(const Case& facts) {
  return std::ranges::any_of(facts.evidence, [](const Evidence& evidence) {
    const auto* host = detail_of<HostDetail>(evidence);
    return host && has_podman(host->facts);
  });
}

/// The commands of the container engine: Docker's, which the agent of the time asks for, unless it
/// is known to be podman.
Placeholders engine_words(bool podman) {
  if (podman) {
    return {{"engine", std::string(kPodman)},
            {"engine.restart", "podman network reload --all"},
            {"engine.dns", "in /etc/containers/containers.conf, section [containers], "
                           "dns_servers = [\"SERVER\"], then create the containers anew"},
            {"engine.mtu", "mtu"},
            {"engine.chain", "with podman also the NETAVARK_FORWARD chain"}};
  }
  return {{"engine", "docker"},
          {"engine.restart", "systemctl restart docker"},
          {"engine.dns", "in /etc/docker/daemon.json {\"dns\": [\"SERVER\"]}, then `systemctl "
                         "restart docker`"},
          {"engine.mtu", "com.docker.network.driver.mtu"},
          {"engine.chain", "with Docker also the DOCKER-USER chain"}};
}

std::string ports_text(const Case& facts) {
  std::vector<std::string> ports;
  for (const Target& target : facts.targets) ports.push_back(std::to_string(target.port));
  return list_text(ports);
}

bool over_udp(const Case& facts) {
  return std::ranges::any_of(facts.targets, [](const Target& target) {
    const auto* way = find_transport(target.transport);
    return way && std::ranges::count(way->stages, NtpDetail::kind) > 0;
  });
}

void add_registry(const std::string& registry, Placeholders& values) {
  values["registry"] = registry;
  values["registry.login"] = login_words(registry, values["engine"]);
}

}  // namespace

Placeholders placeholders_of(const Case& facts) {
  Placeholders values = engine_words(finds_podman(facts));
  values["hubs"] = names_to_allow(facts.host);
  values["own.port"] = std::to_string(hub_port(facts, own_way(facts)));
  values["web.port"] = std::to_string(hub_port(facts, web_way(facts)));
  values["port"] = ports_text(facts);
  values["protocol"] = over_udp(facts) ? "UDP" : "TCP";
  for (const Evidence& seen : facts.evidence) {
    const auto* registry = detail_of<RegistryDetail>(seen);
    if (registry && !registry->registry.empty()) add_registry(registry->registry, values);
  }
  values["attempt"] = human_duration(facts.profile.attempt_timeout);
  return values;
}

std::string filled(std::string_view words, const Placeholders& values) {
  std::string text;
  while (true) {
    const auto open = words.find('{');
    text += words.substr(0, open);
    if (open == words.npos) return text;
    const auto close = std::min(words.find('}', open), words.size() - 1);
    const auto value = values.find(words.substr(open + 1, close - open - 1));
    text += value == values.end() ? words.substr(open, close - open + 1) : value->second;
    words.remove_prefix(close + 1);
  }
}

std::string usual_words(std::string_view words) {
  Placeholders values = engine_words(false);
  values["hubs"] = std::string(kUsualHubs);
  values["own.port"] = usual_port(false);
  values["web.port"] = usual_port(true);
  values["port"] = "PORT";
  values["protocol"] = "TCP";
  add_registry("REGISTRY", values);
  return filled(words, values);
}

}  // namespace edge::probe
