#include "probe/host/runtime_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/base/ascii_case.hpp"
#include "common/base/escape.hpp"
#include "common/base/host_name.hpp"
#include "common/base/hub_ports.hpp"
#include "common/base/redaction.hpp"
#include "common/iothub/connection_string.hpp"
#include "common/iothub/connection_string_mistake.hpp"
#include "common/world/address.hpp"
#include "probe/environment/no_proxy.hpp"
#include "probe/environment/proxy_variables.hpp"
#include "probe/environment/upstream_protocol.hpp"
#include "probe/host/host_causes.hpp"
#include "probe/host/scene.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kShownValue = 120;  // bytes

/// In the order in which the SDK looks for them (EdgeModuleClientFactory.cs), then the agent's.
constexpr std::array<std::string_view, 3> kConnectionStrings = {
    "EdgeHubConnectionString", "IotHubConnectionString", "DeviceConnectionString"};
/// Without which the SDK says "Environment variable {X} is required.", where it has no connection
/// string.
constexpr std::array<std::string_view, 6> kRequired = {
    "IOTEDGE_WORKLOADURI", "IOTEDGE_DEVICEID", "IOTEDGE_MODULEID", "IOTEDGE_IOTHUBHOSTNAME",
    "IOTEDGE_AUTHSCHEME", "IOTEDGE_MODULEGENERATIONID"};
constexpr std::array<std::string_view, 5> kShownBeside = {
    "UpstreamProtocol", "https_proxy", "http_proxy", "all_proxy", "no_proxy"};

/// One container's, and what has been found.
class Check {
 public:
  explicit Check(const Container& container)
      : container_(container), environment_(container.environment) {}

  std::vector<HostFinding> all() {
    const bool by_string = connection_strings();
    if (!by_string) names_of_the_daemon();
    host_names();
    upstream();
    proxy();
    std::ranges::stable_sort(found_, std::greater(), &HostFinding::severity);
    return std::move(found_);
  }

 private:
  void add(Severity severity, std::string_view sentence, std::string fix) {
    auto finding = finding_of(kRuntimeSettingWrong,
                              fmt::format("{}: {}", printable(container_.name, 64), sentence));
    finding.severity = severity;
    if (!fix.empty()) finding.fix = std::move(fix);
    found_.push_back(std::move(finding));
  }

  Variable variable(std::string_view name) const { return find_variable(environment_, name); }

  /// Whether there is one.
  bool connection_strings() {
    bool any = false;
    for (const auto name : kConnectionStrings) {
      const Variable given = variable(name);
      if (!given) continue;
      any = true;
      try {
        const auto parsed = parse_connection_string(trimmed(given.value));
        hub_ = parsed.target();
      } catch (const std::invalid_argument& error) {
        add(Severity::error, fmt::format("{} is no connection string: {}", given.name,
                                         error.what()),
            std::string(connection_string_mistake(given.value)));
      }
    }
    return any;
  }

  void names_of_the_daemon() {
    std::string missing;
    for (const auto name : kRequired) {
      const Variable given = variable(name);
      if (given && !trimmed(given.value).empty()) continue;
      missing += fmt::format("{}{}", missing.empty() ? "" : ", ", name);
    }
    if (!missing.empty()) {
      add(Severity::error, fmt::format("{} {} not set, without which it ends: \"Environment "
                                       "variable ... is required.\"", missing,
                                       missing.find(',') == missing.npos ? "is" : "are"),
          "The daemon sets them when it makes the container: do not start it by hand, and run "
          "`iotedge system restart`.");
    }
    const Variable scheme = variable("IOTEDGE_AUTHSCHEME");
    if (scheme && !same_ignoring_case(trimmed(scheme.value), "sasToken")) {
      add(Severity::error, fmt::format("{} is '{}', and only sasToken is known to it", scheme.name,
                                       printable(scheme.value, 40)),
          "Take the variable out of the deployment: the daemon sets it.");
    }
    for (const char* name : {"IOTEDGE_WORKLOADURI", "IOTEDGE_MANAGEMENTURI"}) {
      const Variable uri = variable(name);
      if (!uri || uri.value.starts_with("unix:///") || uri.value.starts_with("http")) continue;
      add(Severity::error, fmt::format("{} is '{}', which names no socket", uri.name,
                                       shown_of_log(uri.value, 80)),
          "It begins with unix:/// or http://; the daemon sets it.");
    }
    if (const Variable hub = variable("IOTEDGE_IOTHUBHOSTNAME"); hub && hub_.empty()) {
      hub_ = std::string(trimmed(hub.value));
    }
  }

  void host_names() {
    for (const char* name : {"IOTEDGE_IOTHUBHOSTNAME", "IOTEDGE_GATEWAYHOSTNAME"}) {
      const Variable given = variable(name);
      const auto text = trimmed(given.value);
      const bool usable = is_host_name(text) || parse_address(std::string(text));
      if (!given || text.empty() || usable) continue;
      add(Severity::error, fmt::format("{} is '{}', which is no host name", given.name,
                                       shown_of_log(text, 80)),
          "Write only the name, such as contoso.azure-devices.net, without a scheme or a port.");
    }
  }

  void upstream() {
    const Variable given = variable("UpstreamProtocol");
    const UpstreamProtocol read = upstream_protocol(given.value);
    if (!given || (!read.fatal && !read.transports.empty())) return;
    const bool mqtt = lower_case(given.value).find("mqtt") != std::string::npos;
    if (trimmed(given.value).empty() || mqtt) return;
    add(read.fatal ? Severity::error : Severity::warning, read.note,
        "Write Amqp or AmqpWs, or leave it out: then it tries both.");
  }

  void proxy() {
    const AgentProxy read = agent_proxy(environment_, hub_);
    if (!read.reading.consequence.empty() && read.reading.consequence != kGoesThroughIt) {
      add(Severity::error, fmt::format("{} {}: it {}", read.reading.variable, read.reading.note,
                                       read.reading.consequence),
          "Write https_proxy as http://[user:password@]HOST:PORT.");
    } else if (!read.reading.note.empty() && read.reading.consequence.empty()) {
      add(Severity::warning, fmt::format("{} {}", read.reading.variable, read.reading.note),
          "Correct the variable in the deployment, and in [agent.env] of config.toml.");
    }
    if (!any_proxy_variable(environment_) && variable("http_proxy")) {
      add(Severity::warning, "http_proxy is set and https_proxy is not, by which alone it goes",
          "Set https_proxy to the same, in the deployment and in [agent.env] of config.toml.");
    }
    const Variable direct = variable("no_proxy");
    const bool named = !hub_.empty() && go_goes_direct(direct.value, hub_, kWebSocketPort);
    if (direct && named && read.proxy && same_ignoring_case(read.reading.variable, "https_proxy")) {
      add(Severity::warning, fmt::format("{} names the hub, and does not count: it goes through {} "
                                         "all the same", direct.name, read.reading.variable),
          "Take https_proxy out of this container's environment if the hub is to be reached "
          "directly.");
    }
  }

  const Container& container_;
  const Environment& environment_;
  std::string hub_;
  std::vector<HostFinding> found_;
};

}  // namespace

std::vector<HostFinding> setting_mistakes(const Container& container) {
  return Check(container).all();
}

std::vector<ContainerSetting> shown_settings(const Environment& environment) {
  std::vector<ContainerSetting> shown;
  for (const auto& [name, value] : environment) {
    const auto is = [&name](std::string_view known) { return same_ignoring_case(name, known); };
    if (std::ranges::any_of(kConnectionStrings, is)) {
      shown.push_back({name, printable(without_secrets(redacted(value)), kShownValue)});
    } else if (std::ranges::any_of(kShownBeside, is) || name.starts_with("IOTEDGE_")) {
      shown.push_back({printable(name, 64), shown_of_log(value, kShownValue)});
    }
  }
  return shown;
}

}  // namespace edge::probe
