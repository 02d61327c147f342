#include "probe/commands/run_options.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "common/base/ascii_case.hpp"
#include "common/base/duration_text.hpp"
#include "common/base/escape.hpp"
#include "common/base/hub_ports.hpp"
#include "common/base/key_value.hpp"
#include "common/base/rows.hpp"
#include "common/base/usage_error.hpp"
#include "common/base/whole_number.hpp"
#include "common/files/named_file.hpp"
#include "common/world/address.hpp"
#include "probe/commands/option_texts.hpp"
#include "probe/commands/proxy_option.hpp"
#include "probe/environment/found_profile.hpp"
#include "probe/environment/proxy_variables.hpp"
#include "probe/environment/upstream_protocol.hpp"
#include "probe/identity/sources.hpp"
#include "probe/output/outputs.hpp"
#include "probe/profiles/profiles.hpp"

namespace edge::probe {
namespace {

/// The files that the options name.
std::vector<std::string> inputs_of(const RunTexts& texts, const Options& options) {
  std::vector<std::string> inputs;
  const auto& connection_string = texts.connection_string;
  if (connection_string.starts_with('@')) inputs.push_back(connection_string.substr(1));
  for (const auto* file : {&options.ca_file, &options.system_bundle, &texts.certificate,
                           &texts.key}) {
    if (!file->empty()) inputs.push_back(*file);
  }
  return inputs;
}

void understand_connection_string(RunRequest& request, const std::string& text,
                                  const ReadSource& read) {
  const bool from_stdin = text == "-";
  const bool from_file = text.starts_with('@');
  if (!from_stdin && !from_file) {
    request.secrets.emplace_back(text);
    request.warnings.push_back("the connection string was visible in the process list; "
                               "--connection-string @FILE or - keeps it out");
  }
  const Secret content = from_stdin  ? read("-")
                         : from_file ? secret_in_file("--connection-string", text, read)
                                     : Secret(text);
  std::string_view line = content.reveal();
  while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back()))) {
    line.remove_suffix(1);
  }
  use_connection_string(request.options, line);
}

/// Nothing is said of a text that is no file: it may be the key itself.
Secret key_in_file(const std::string& path, const ReadSource& read) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    throw UsageError("--key: there is no such file; write the path of a PEM file");
  }
  return read(path);
}

/// A certificate and its key, for an identity that has no other proof.
void understand_certificate(Options& options, const RunTexts& texts, const ReadSource& read) {
  if (texts.certificate.empty() && texts.key.empty()) return;
  if (texts.certificate.empty() || texts.key.empty()) {
    throw UsageError("--cert, --key: go together: the PEM file of a certificate and that of its "
                     "key");
  }
  if (!texts.hub.empty() || !texts.identity.empty()) {
    throw UsageError("--cert: needs the identity that it proves: --connection-string "
                     "'HostName=...;DeviceId=...;x509=true'");
  }
  options.certificate = {std::string(read(texts.certificate).reveal()),
                         key_in_file(texts.key, read)};
}

/// With a certificate: that the identity is one that has it.
void check_certificate(const Options& options) {
  if (!options.certificate || (options.identity && options.identity->x509)) return;
  throw UsageError("--cert: the identity has a key of its own: write x509=true into the connection "
                   "string in place of it");
}

/// What --identity names. Its credentials count as found, not as given.
void look_for_identity(RunRequest& request, const RunTexts& texts, const Environment& environment,
                       const IdentityMeans& means) {
  Options& options = request.options;
  const Profile* profile = find_profile(options.profile);
  FoundIdentity found = find_identity(
      texts.identity, {.environment = environment,
                       .engine = means.engine,
                       .now = means.clock ? means.clock() : WallTime{},
                       .lifetime = profile ? profile->token_lifetime : Duration{},
                       .plan = texts.plan});
  options.hub = std::move(found.hub);
  options.identity = std::move(found.identity);
  options.certificate = std::move(found.certificate);
  options.credential_source = CredentialSource::environment;
  options.identity_from = std::move(found.from);
  options.identity_runs = std::move(found.runs);
  if (!found.trust_pem.empty() && options.ca_file.empty()) {
    options.ca_pem = [pem = std::move(found.trust_pem)] { return pem; };
  }
  request.inputs = std::move(found.inputs);
}

/// The profile, and what else of the environment it goes by.
void understand_agent(RunRequest& request, const RunTexts& texts, const Environment& environment) {
  Options& options = request.options;
  if (texts.profile.empty()) {
    const FoundProfile found = found_profile(environment);
    options.profile = found.name;
    options.profile_reason = found.reason;
  } else {
    options.profile = texts.profile;
  }
  const Profile* profile = find_profile(options.profile);
  const ToldWay told = profile ? profile->told_its_way : ToldWay::never;
  if (!texts.transport.empty()) {
    if (told == ToldWay::never) {
      throw UsageError(fmt::format("--transport: {} cannot be told one way", options.profile));
    }
    options.transports = {texts.transport};
    return;
  }
  if (told != ToldWay::by_environment) return;
  const auto upstream = upstream_protocol(find_variable(environment, "UpstreamProtocol").value);
  if (upstream.fatal) throw UsageError(upstream.note);
  options.transports = upstream.transports;
  if (upstream.note.empty()) return;
  options.profile_reason += (options.profile_reason.empty() ? "" : "; ") + upstream.note;
}

/// So many rounds as can be reported: the shortest waits are a minute soon.
constexpr Duration kLongestRepeat = std::chrono::hours{2};

void understand_repeat(Options& options, const std::string& text) {
  if (text.empty()) return;
  options.repeat_for = duration_option("--for", text);
  if (*options.repeat_for > kLongestRepeat) {
    throw UsageError(fmt::format("--for {}: at most 2h", text));
  }
  const Profile* profile = find_profile(options.profile);
  if (profile && !profile->pairs) {
    throw UsageError(fmt::format("--for: {} does not begin anew: it exits", options.profile));
  }
}

/// As long as a load balancer's idle time-out of 4 minutes, and more than the heartbeats of any
/// agent are apart.
constexpr Duration kUsualSilence = std::chrono::minutes{5};
/// Between what the first pass tells apart, and what its connections are enough for.
constexpr Duration kShortestSilence = std::chrono::seconds{10};
constexpr Duration kLongestSilence = std::chrono::minutes{30};

/// "5m", "idle" or "idle:10m".
void understand_hold(Options& options, const std::string& text) {
  constexpr std::string_view kIdle = "idle";
  if (text.empty()) return;
  if (!text.starts_with(kIdle)) {
    options.hold = duration_option("--hold", text);
    return;
  }
  options.idle_up_to = kUsualSilence;
  if (text == kIdle) return;
  const auto longest = parse_duration(std::string_view(text).substr(kIdle.size() + 1));
  const bool usable = text[kIdle.size()] == ':' && longest && *longest >= kShortestSilence &&
                      *longest <= kLongestSilence;
  if (!usable) {
    throw UsageError(fmt::format("--hold {}: write idle, or idle:DURATION from 10s to 30m, such "
                                 "as idle:10m", printable(text, 80)));
  }
  options.idle_up_to = *longest;
}

/// Without --proxy: as the agent goes by its environment, which this program has for its own.
void take_proxy_of_environment(RunRequest& request, const Profile& profile,
                               const Environment& environment) {
  Options& options = request.options;
  const Variable variable = any_proxy_variable(environment);
  if (!variable) return;
  if (!profile.reads_proxy_variables) {
    options.proxy_readings.push_back({"the agent", variable.name, "",
                                      "this agent does not read", ""});
    request.warnings.push_back(fmt::format("{} is set, but {} does not read it; give --proxy to go "
                                           "through it", variable.name, profile.name));
  } else {
    AgentProxy found = agent_proxy(environment, options.hub);
    options.proxy = std::move(found.proxy);
    options.proxy_readings.push_back(std::move(found.reading));
  }
  for (auto& reading : other_readings(environment, options.hub, kWebSocketPort)) {
    options.proxy_readings.push_back(std::move(reading));
  }
}

void understand_proxy(RunRequest& request, const RunTexts& texts, const Environment& environment,
                      const ReadSource& read) {
  Options& options = request.options;
  const Profile* profile = find_profile(options.profile);
  const bool none = same_ignoring_case(texts.proxy, "none");
  if (texts.proxy.empty() || none) {
    if (!texts.proxy_credentials.empty()) throw UsageError("--proxy-credentials: needs --proxy");
    if (!none && profile) take_proxy_of_environment(request, *profile, environment);
    return;
  }
  NamedProxies named = named_proxy(texts.proxy, texts.proxy_credentials, read);
  options.proxy = std::move(named.proxies.front());
  request.proxy_urls = std::move(named.urls);
  if (profile && !profile->reads_proxy_variables) {
    request.warnings.push_back(fmt::format("--proxy: {} could not go through a proxy itself",
                                           profile->name));
  }
  for (auto& warning : named.warnings) request.warnings.push_back(std::move(warning));
  for (auto& secret : named.secrets) request.secrets.push_back(std::move(secret));
  for (auto& file : named.inputs) request.inputs.push_back(std::move(file));
}

/// "amqp-ws=8443": a row of transports.cpp and a port.
void understand_ports(Options& options, const std::vector<std::string>& ports) {
  for (const auto& text : ports) {
    const auto split = key_value(text);
    const auto* transport = split ? find_row(transport_rows(), split->key, &TransportRow::name)
                                  : nullptr;
    const auto port = split ? whole_number<std::uint16_t>(split->value) : std::nullopt;
    if (!transport || port.value_or(0) == 0) {
      const auto names = names_of_rows(transport_rows(), &TransportRow::name);
      throw UsageError(fmt::format("--port {}: write TRANSPORT=N, TRANSPORT one of: {}, N from 1 "
                                   "to 65535",
                                   printable(text, 80), fmt::join(names, ", ")));
    }
    if (options.ports.emplace(transport->name, *port).second) continue;
    throw UsageError(fmt::format("--port {}: the port of {} is given twice", text,
                                 transport->name));
  }
}

}  // namespace

RunRequest understand_run(const RunTexts& texts, const Environment& environment,
                          const ReadSource& read, const IdentityMeans& means) {
  RunRequest request{.options = texts.options, .format = texts.format, .plan = texts.plan};
  Options& options = request.options;
  understand_certificate(options, texts, read);
  if (!texts.identity.empty()) {
    // Below: it takes the profile.
  } else if (!texts.connection_string.empty()) {
    understand_connection_string(request, texts.connection_string, read);
  } else if (!texts.hub.empty()) {
    options.hub = checked_host_name("--hub", texts.hub);
    options.identity_note = "--hub gives no credentials";
  } else {
    use_environment(options, environment);
  }
  check_certificate(options);
  understand_agent(request, texts, environment);
  if (!texts.identity.empty()) look_for_identity(request, texts, environment, means);
  use_system_trust(options, environment);
  understand_repeat(options, texts.repeat_for);
  understand_hold(options, texts.hold);
  if (!texts.attempt_timeout.empty()) {
    options.attempt_timeout = duration_option("--attempt-timeout", texts.attempt_timeout);
  }
  if (!texts.address.empty()) options.address = address_option("--address", texts.address);
  if (!texts.dns.empty()) options.dns = endpoint_option("--dns", texts.dns, 53);
  if (!texts.second_dns.empty()) {
    options.second_dns = endpoint_option("--second-dns", texts.second_dns, 53);
  }
  if (!texts.control.empty()) options.control = endpoint_option("--control", texts.control, 0);
  understand_ports(options, texts.ports);
  understand_proxy(request, texts, environment, read);
  request.reports = report_files(texts.reports, output_names());
  for (auto& file : inputs_of(texts, options)) request.inputs.push_back(std::move(file));
  return request;
}

}  // namespace edge::probe
