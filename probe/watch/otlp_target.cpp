#include "probe/watch/otlp_target.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/ascii_case.hpp"
#include "common/base/escape.hpp"
#include "common/base/host_name.hpp"
#include "common/base/key_value.hpp"
#include "common/base/redaction.hpp"
#include "common/base/secret_gate.hpp"
#include "common/base/usage_error.hpp"
#include "common/base/visible.hpp"
#include "common/base/whole_number.hpp"
#include "common/iothub/sas_token.hpp"
#include "common/world/address.hpp"

namespace edge::probe {
namespace {

constexpr std::string_view kOwnPath = "/v1/metrics";

[[noreturn]] void refuse_url(const std::string& where, const std::string& url) {
  throw UsageError(fmt::format("{} {}: write http://HOST[:PORT] or https://HOST[:PORT], a path "
                               "behind it if the collector has one", where, shown_of_log(url, 80)));
}

bool is_path(std::string_view path) {
  return std::ranges::all_of(path, [](char c) { return is_visible(c) && c != '#'; });
}

/// `whole`: the URL is that of the metrics themselves.
OtlpTarget parse_url(const std::string& where, const std::string& url, bool whole) {
  OtlpTarget target;
  std::string_view rest = url;
  const auto scheme = rest.find("://");
  const std::string name = lower_case(rest.substr(0, std::min(scheme, rest.size())));
  if (scheme == rest.npos || (name != "http" && name != "https")) refuse_url(where, url);
  target.tls = name == "https";
  rest.remove_prefix(scheme + 3);
  const auto slash = std::min(rest.find('/'), rest.size());
  const HostAndPort place = split_host_and_port(rest.substr(0, slash));
  target.path = rest.substr(slash);
  target.host = place.host;
  const auto port = whole_number<std::uint16_t>(place.port.value_or("4318"));
  const bool is_host = is_host_name(target.host) || parse_address(target.host).has_value();
  if (!is_host || !port || *port == 0 || !is_path(target.path)) refuse_url(where, url);
  target.port = *port;
  if (whole) {
    if (target.path.empty()) target.path = "/";
  } else if (!target.path.ends_with(kOwnPath)) {
    while (target.path.ends_with('/')) target.path.pop_back();
    target.path += kOwnPath;
  }
  return target;
}

/// "key=value,key2=value2", percent-encoded as W3C Baggage writes it.
std::vector<std::pair<std::string, std::string>> parse_list(const Variable& variable) {
  std::vector<std::pair<std::string, std::string>> pairs;
  std::string_view rest = variable.value;
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(','), rest.size());
    const std::string_view one = trimmed(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    if (one.empty()) continue;
    const auto split = key_value(one);
    if (!split) throw UsageError(variable.name + ": write KEY=VALUE,KEY=VALUE");
    const std::string_view value = trimmed(split->value);
    const auto decoded = percent_decode(value);
    pairs.emplace_back(trimmed(split->key), decoded ? *decoded : std::string(value));
  }
  return pairs;
}

/// "OTEL_EXPORTER_OTLP_METRICS_HEADERS", else "OTEL_EXPORTER_OTLP_HEADERS".
Variable exporter_variable(const Environment& environment, std::string_view name) {
  for (const std::string_view part : {"METRICS_", ""}) {
    const auto found = environment.find(fmt::format("OTEL_EXPORTER_OTLP_{}{}", part, name));
    if (found != environment.end() && !found->second.empty()) return {found->first, found->second};
  }
  return {};
}

void take_fields(const Environment& environment, OtlpTarget& target) {
  const Variable fields = exporter_variable(environment, "HEADERS");
  for (auto& [name, value] : parse_list(fields)) {
    target.fields.emplace_back(name, take_own_secret(value));
  }
}

void take_timeout(const Environment& environment, OtlpTarget& target) {
  const Variable timeout = exporter_variable(environment, "TIMEOUT");
  if (!timeout) return;
  constexpr int kMost = 10 * 60 * 1000;
  const auto ms = whole_number<int>(timeout.value);
  if (!ms || *ms < 1 || *ms > kMost) {
    throw UsageError(fmt::format("{}: write milliseconds, at most {}", timeout.name, kMost));
  }
  target.timeout = std::chrono::milliseconds{*ms};
}

void take_resource(const Environment& environment, OtlpTarget& target) {
  auto service = value_of(environment, "OTEL_SERVICE_NAME");
  if (!service.empty()) target.resource.push_back({"service.name", std::move(service)});
  const auto given = environment.find("OTEL_RESOURCE_ATTRIBUTES");
  if (given == environment.end()) return;
  for (auto& [name, value] : parse_list({given->first, given->second})) {
    const bool known = std::ranges::any_of(
        target.resource, [&](const MetricLabel& label) { return label.name == name; });
    if (!known) target.resource.push_back({name, value});
  }
}

}  // namespace

std::string OtlpTarget::text() const {
  return fmt::format("http{}://{}{}", tls ? "s" : "", join_host_and_port(host, port), path);
}

OtlpSettings otlp_settings(const std::string& url, const Environment& environment) {
  OtlpSettings settings;
  const Variable named = exporter_variable(environment, "ENDPOINT");
  if (!url.empty()) {
    settings.target = parse_url("--otlp", url, false);
  } else if (named) {
    const bool whole = named.name == "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    settings.target = parse_url(named.name, named.value, whole);
  }
  if (!settings.target) return settings;
  take_fields(environment, *settings.target);
  take_timeout(environment, *settings.target);
  take_resource(environment, *settings.target);
  settings.target->ca_file = exporter_variable(environment, "CERTIFICATE").value;
  const Variable protocol = exporter_variable(environment, "PROTOCOL");
  if (protocol && protocol.value != "http/json") {
    settings.warnings.push_back(fmt::format("{} is {}: http/json is sent, which is all that "
                                            "edgeprobe speaks", protocol.name,
                                            printable(protocol.value, 40)));
  }
  return settings;
}

}  // namespace edge::probe
