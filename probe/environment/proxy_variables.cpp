#include "probe/environment/proxy_variables.hpp"

#include <fmt/format.h>

#include <initializer_list>

#include "common/base/host_name.hpp"
#include "probe/environment/no_proxy.hpp"
#include "probe/environment/proxy_url.hpp"

namespace edge::probe {
namespace {

/// The first of `names` that is set to more than blanks, in exactly that spelling.
Variable first_set(const Environment& environment, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = environment.find(name);
    if (found == environment.end()) continue;
    if (trimmed(found->second).empty()) continue;
    return {found->first, found->second};
  }
  return {};
}

std::string shown(const ProxyOptions& proxy) {
  return "http://" + join_host_and_port(proxy.host, proxy.port);
}

/// Names of hosts may be written without a scheme where it is http that is meant.
std::string with_scheme(const std::string& text) {
  return text.find("://") == std::string::npos ? "http://" + text : text;
}

void take(AgentProxy& found, const ProxyUrl& url) {
  found.reading.note = url.problem.empty() ? url.remark : url.problem;
  found.reading.consequence = url.consequence;
  if (!url.problem.empty()) return;
  found.reading.proxy = shown(url.proxy);
  found.proxy = url.proxy;
}

/// Rules of .NET's HttpEnvironmentProxy. What it cannot read counts as no proxy.
AgentProxy default_proxy(const Environment& environment, const std::string& hub) {
  AgentProxy found;
  const auto variable =
      first_set(environment, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
  if (!variable) return found;
  found.reading.variable = variable.name;
  const auto direct = first_set(environment, {"no_proxy", "NO_PROXY"});
  if (direct && dotnet_goes_direct(direct.value, hub)) {
    found.reading.note = fmt::format("does not count, as {} names the hub", direct.name);
    return found;
  }
  const ProxyUrl url = proxy_url(with_scheme(variable.value), false);
  take(found, url);
  if (url.consequence != kGoesThroughIt) found.reading.consequence.clear();
  return found;
}

ProxyReading reading_of(std::string program, const Variable& variable) {
  ProxyReading reading{.program = std::move(program), .variable = variable.name};
  if (!variable) return reading;
  const ProxyUrl url = proxy_url(with_scheme(variable.value), false);
  reading.note = url.problem;
  if (url.problem.empty()) reading.proxy = shown(url.proxy);
  return reading;
}

}  // namespace

AgentProxy agent_proxy(const Environment& environment, const std::string& hub) {
  const Variable variable = find_variable(environment, "https_proxy");
  AgentProxy found;
  if (!variable || trimmed(variable.value).empty()) {
    found = default_proxy(environment, hub);
  } else {
    found.reading.variable = variable.name;
    take(found, proxy_url(variable.value, true));
  }
  found.reading.program = "the agent";
  return found;
}

std::vector<ProxyReading> other_readings(const Environment& environment, const std::string& hub,
                                         std::uint16_t port) {
  if (!any_proxy_variable(environment)) return {};
  auto services =
      reading_of("the host's services", first_set(environment, {"HTTPS_PROXY", "https_proxy"}));
  auto engine =
      reading_of("the container engine", first_set(environment, {"HTTPS_PROXY", "https_proxy"}));
  const auto direct = first_set(environment, {"NO_PROXY", "no_proxy"});
  if (!engine.proxy.empty() && direct && go_goes_direct(direct.value, hub, port)) {
    engine.proxy.clear();
    engine.note = fmt::format("does not count, as {} names the hub", direct.name);
  }
  return {std::move(services), std::move(engine)};
}

Variable any_proxy_variable(const Environment& environment) {
  for (const char* name : {"https_proxy", "all_proxy"}) {
    const auto found = find_variable(environment, name);
    if (found && !trimmed(found.value).empty()) return found;
  }
  return {};
}

}  // namespace edge::probe
