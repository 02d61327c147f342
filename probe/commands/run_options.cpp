#include "probe/commands/run_options.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "common/base/duration_text.hpp"
#include "common/base/escape.hpp"
#include "common/base/key_value.hpp"
#include "common/base/rows.hpp"
#include "common/base/usage_error.hpp"
#include "common/base/whole_number.hpp"
#include "common/files/named_file.hpp"
#include "common/world/address.hpp"
#include "probe/commands/found_profile.hpp"
#include "probe/output/outputs.hpp"

namespace edge::probe {
namespace {

Duration duration_option(const std::string& name, const std::string& text) {
  const auto parsed = parse_duration(text);
  if (!parsed || parsed->count() == 0) {
    throw UsageError(fmt::format("{} {}: write a duration such as 30s, 500ms or 5m (at most 24h)",
                                 name, text));
  }
  return *parsed;
}

/// Addresses that nobody can be reached at. Throws UsageError.
void refuse_unusable(const std::string& name, const IpAddress& address) {
  const bool broadcast = address == boost::asio::ip::address_v4::broadcast();
  if (!address.is_unspecified() && !address.is_multicast() && !broadcast) return;
  throw UsageError(fmt::format("{} {}: no single host has this address ({})", name,
                               address.to_string(),
                               address.is_unspecified() ? "it is the unspecified one"
                               : broadcast              ? "it is for broadcasts"
                                                        : "it is for multicasts"));
}

Endpoint endpoint_option(const std::string& name, const std::string& text, std::uint16_t port) {
  const auto parsed = parse_endpoint(text, port);
  if (!parsed || parsed->port == 0) {
    throw UsageError(fmt::format("{} {}: write an IP address and a port from 1 to 65535, such as "
                                 "192.0.2.1:{}",
                                 name, printable(text, 80), port ? port : 443));
  }
  refuse_unusable(name, parsed->address);
  return *parsed;
}

IpAddress address_option(const std::string& name, const std::string& text) {
  const auto parsed = parse_address(text);
  if (!parsed) {
    throw UsageError(fmt::format("{} {}: write an IP address alone, such as 192.0.2.1 or "
                                 "2001:db8::1", name, printable(text, 80)));
  }
  refuse_unusable(name, *parsed);
  return *parsed;
}

/// What `text`, "@FILE", refers to.
Secret secret_in_file(const std::string& name, const std::string& text, const ReadSource& read) {
  if (!text.starts_with('@')) throw UsageError(name + ": write @FILE, so that no secret is shown");
  if (text.size() == 1) throw UsageError(name + " @: the file's name is missing behind the @");
  return read(text.substr(1));
}

/// The files that the options name.
std::vector<std::string> inputs_of(const RunTexts& texts, const Options& options) {
  std::vector<std::string> inputs;
  for (const auto* text : {&texts.connection_string, &texts.proxy_credentials}) {
    if (text->starts_with('@')) inputs.push_back(text->substr(1));
  }
  for (const auto* file : {&options.ca_file, &options.system_bundle}) {
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

void understand_proxy(RunRequest& request, const RunTexts& texts, const Environment& environment,
                      const ReadSource& read) {
  Options& options = request.options;
  if (texts.proxy.empty()) {
    if (!texts.proxy_credentials.empty()) throw UsageError("--proxy-credentials: needs --proxy");
    const bool set = environment.contains("https_proxy") || environment.contains("HTTPS_PROXY");
    if (set) request.warnings.push_back("https_proxy is set, but this agent does not read it; "
                                        "give --proxy to go through it");
    return;
  }
  options.proxy = parse_proxy(texts.proxy);
  if (!options.proxy->password.empty()) {
    request.secrets.emplace_back(texts.proxy);
    request.warnings.push_back("the proxy's password was visible in the process list; "
                               "--proxy-credentials @FILE keeps it out");
  }
  if (texts.proxy_credentials.empty()) return;
  const Secret credentials =
      secret_in_file("--proxy-credentials", texts.proxy_credentials, read);
  use_proxy_credentials(*options.proxy, credentials.reveal());
}

void understand_reports(RunRequest& request, const std::vector<std::string>& reports) {
  const auto known = output_names();
  for (const auto& text : reports) {
    const auto split = key_value(text);
    const std::string format(split ? split->key : "");
    const bool known_format = std::ranges::find(known, format) != known.end();
    if (!split || !known_format || split->value.empty()) {
      throw UsageError(fmt::format("--report {}: write FORMAT=PATH, FORMAT one of: {}", text,
                                   fmt::join(known, ", ")));
    }
    const std::string path(split->value);
    for (const auto& other : request.reports) {
      if (!same_file(other.path, path)) continue;
      throw UsageError(fmt::format("--report {}: two reports cannot go to one file", text));
    }
    request.reports.push_back({format, path});
  }
}

/// "amqp-ws=8443": a row of transports.cpp and a port.
void understand_ports(Options& options, const std::vector<std::string>& ports) {
  for (const auto& text : ports) {
    const auto split = key_value(text);
    const auto* transport = split ? find_transport(split->key) : nullptr;
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
                          const ReadSource& read) {
  RunRequest request{.options = texts.options, .format = texts.format, .plan = texts.plan};
  Options& options = request.options;
  if (!texts.connection_string.empty()) {
    understand_connection_string(request, texts.connection_string, read);
  } else if (!texts.hub.empty()) {
    options.hub = checked_host_name("--hub", texts.hub);
    options.identity_note = "--hub gives no credentials";
  } else {
    use_environment(options, environment);
  }
  if (texts.profile.empty()) {
    const FoundProfile found = found_profile(environment);
    options.profile = found.name;
    options.profile_reason = found.reason;
  } else {
    options.profile = texts.profile;
  }
  if (const auto file = environment.find("SSL_CERT_FILE"); file != environment.end()) {
    options.system_bundle = file->second;  // as .NET and OpenSSL read it
  }
  if (!texts.hold.empty()) options.hold = duration_option("--hold", texts.hold);
  if (!texts.attempt_timeout.empty()) {
    options.attempt_timeout = duration_option("--attempt-timeout", texts.attempt_timeout);
  }
  if (!texts.address.empty()) {
    options.address = address_option("--address", texts.address);
  }
  if (!texts.dns.empty()) options.dns = endpoint_option("--dns", texts.dns, 53);
  if (!texts.control.empty()) options.control = endpoint_option("--control", texts.control, 0);
  understand_ports(options, texts.ports);
  understand_proxy(request, texts, environment, read);
  understand_reports(request, texts.reports);
  request.inputs = inputs_of(texts, options);
  return request;
}

}  // namespace edge::probe
