#include "probe/engine/containers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/base/escape.hpp"
#include "common/base/key_value.hpp"
#include "common/base/suggestion.hpp"
#include "probe/engine/json_reading.hpp"
#include "probe/logs/line_form.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kMostListed = 64;     // networks, ports, name servers of a container
constexpr std::size_t kMostVariables = 512;
constexpr std::size_t kMostNamed = 1000;    // containers
constexpr std::size_t kNamesTold = 12;

std::string without_slash(std::string name) {
  if (name.starts_with('/')) name.erase(0, 1);
  return name;
}

/// {"443/tcp": [{"HostIp": "0.0.0.0", "HostPort": "443"}]}
void add_ports(Container& container, const nlohmann::json& answer) {
  for (const auto& [inside, places] : members_of(answer, {"NetworkSettings", "Ports"})) {
    if (!places.is_array()) continue;
    for (const auto& place : places) {
      if (container.published.size() == kMostListed) return;
      const auto address = text_of(place, {"HostIp"});
      container.published.push_back(fmt::format("{} on {}:{}", inside,
                                                address.empty() ? "0.0.0.0" : address,
                                                text_of(place, {"HostPort"})));
    }
  }
}

}  // namespace

std::optional<WallTime> engine_time(const std::string& text) {
  if (text.empty() || text.starts_with("0001-")) return std::nullopt;
  std::string_view rest = text;
  const auto stamp = take_stamp(rest);
  if (!stamp) return std::nullopt;
  return stamp->at;
}

Container parse_container(const nlohmann::json& answer) {
  Container container{.id = text_of(answer, {"Id"}),
                      .name = without_slash(text_of(answer, {"Name"})),
                      .image = text_of(answer, {"Config", "Image"})};
  if (container.image.empty()) container.image = text_of(answer, {"Image"});
  container.status = text_of(answer, {"State", "Status"});
  container.running = flag_of(answer, {"State", "Running"});
  container.paused = flag_of(answer, {"State", "Paused"});
  container.out_of_memory = flag_of(answer, {"State", "OOMKilled"});
  container.terminal = flag_of(answer, {"Config", "Tty"});
  container.process = static_cast<std::uint32_t>(number_of(answer, {"State", "Pid"}));
  container.exit_code = number_of(answer, {"State", "ExitCode"});
  container.restarts = number_of(answer, {"RestartCount"});
  container.restart_policy = text_of(answer, {"HostConfig", "RestartPolicy", "Name"});
  container.error = text_of(answer, {"State", "Error"});
  container.started = engine_time(text_of(answer, {"State", "StartedAt"}));
  container.finished = engine_time(text_of(answer, {"State", "FinishedAt"}));
  for (const auto& [network, place] : members_of(answer, {"NetworkSettings", "Networks"})) {
    if (container.networks.size() == kMostListed) break;
    container.networks.push_back({network, text_of(place, {"IPAddress"})});
  }
  for (const auto& server : list_of(answer, {"HostConfig", "Dns"})) {
    if (container.name_servers.size() == kMostListed) break;
    if (server.is_string()) container.name_servers.push_back(server.get<std::string>());
  }
  for (const auto& variable : list_of(answer, {"Config", "Env"})) {
    if (container.environment.size() == kMostVariables) break;
    if (!variable.is_string()) continue;
    const auto split = key_value(variable.get_ref<const std::string&>());
    if (split) container.environment.emplace(split->key, split->value);
  }
  add_ports(container, answer);
  return container;
}

std::string checked_container_name(const std::string& where, const std::string& name) {
  const auto may_stand = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '.' || c == '-';
  };
  constexpr std::size_t kLongest = 255;
  if (!name.empty() && name.size() <= kLongest && std::ranges::all_of(name, may_stand) &&
      name.find_first_not_of('.') != name.npos) {
    return name;
  }
  throw UsageError(fmt::format("{}: '{}' is no container's name, such as edgeAgent", where,
                               printable(name, 80)));
}

std::vector<std::string> container_names(const Engine& engine) {
  const nlohmann::json listed = engine.ask("/containers/json?all=1");
  std::vector<std::string> names;
  if (!listed.is_array()) return names;
  for (const auto& one : listed) {
    const auto& own = list_of(one, {"Names"});
    if (own.empty() || !own.front().is_string() || names.size() == kMostNamed) continue;
    names.push_back(without_slash(own.front().get<std::string>()));
  }
  return names;
}

Container inspect_container(const Engine& engine, const std::string& name) {
  try {
    Container found = parse_container(engine.ask(fmt::format("/containers/{}/json", name)));
    if (!found.id.empty()) return found;
  } catch (const NotFound&) {
    const auto names = container_names(engine);
    std::vector<std::string> told;
    for (const auto& each : names) {
      if (told.size() < kNamesTold) told.push_back(printable(each, 64));
    }
    const std::string others =
        told.empty() ? "it has none" : fmt::format("there {} {}{}",
                                                   names.size() == 1 ? "is" : "are",
                                                   fmt::join(told, ", "),
                                                   told.size() < names.size() ? ", ..." : "");
    throw EngineError(fmt::format("the container engine at {} has no container {}{}; {}",
                                  printable(engine.socket()), name, suggestion(name, told),
                                  others));
  }
  throw EngineError(fmt::format("the container engine at {} does not say what container {} is",
                                printable(engine.socket()), name));
}

}  // namespace edge::probe
