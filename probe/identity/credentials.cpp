#include "probe/identity/credentials.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "common/base/ascii_case.hpp"
#include "common/base/escape.hpp"
#include "common/base/host_name.hpp"
#include "common/base/secret_gate.hpp"
#include "common/base/usage_error.hpp"
#include "common/base/whole_number.hpp"
#include "common/iothub/connection_string_mistake.hpp"
#include "common/iothub/sas_token.hpp"
#include "common/world/address.hpp"

namespace edge::probe {
namespace {

constexpr std::array<const char*, 3> kConnectionStrings = {
    "EdgeHubConnectionString", "IotHubConnectionString", "DeviceConnectionString"};

const std::string* find(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() || found->second.empty() ? nullptr : &found->second;
}

std::string decode_userinfo(std::string_view text) {
  auto decoded = percent_decode(text);
  if (!decoded) throw UsageError("--proxy: user and password must be URL-encoded");
  return std::move(*decoded);
}

/// What editors and shells put around a text. Throws UsageError when it is more than a BOM.
std::string_view without_wrapping(std::string_view text, const std::string& from) {
  constexpr std::string_view kUtf8Mark = "\xef\xbb\xbf";
  if (text.starts_with(kUtf8Mark)) text.remove_prefix(kUtf8Mark.size());
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    throw UsageError(from + ": the text is UTF-16; save it as UTF-8");
  }
  if (text.starts_with('"') || text.starts_with('\'')) {
    throw UsageError(from + ": the connection string is wrapped in quotes; remove them");
  }
  return text;
}

/// One that needs no key can be used where there is a certificate.
void use(Options& options, ConnectionString identity) {
  options.hub = identity.target();
  if (identity.x509 && !options.certificate) {
    options.identity_note = "the identity uses an X.509 certificate, which needs no token";
    return;
  }
  options.identity = std::move(identity);
}

std::uint16_t parse_port(std::string_view text, const std::string& where) {
  const auto port = whole_number<std::uint16_t>(text);
  if (port.value_or(0) != 0) return *port;
  throw UsageError(fmt::format("{}: the port must be a number from 1 to 65535", where));
}

}  // namespace

std::string checked_host_name(const std::string& where, const std::string& text) {
  const std::string shown = printable(text, 80);
  if (parse_address(text) || is_host_name(text)) return text;
  const auto colon = text.find(':');
  if (colon != std::string::npos && is_host_name(text.substr(0, colon)) &&
      text.find_first_not_of("0123456789", colon + 1) == std::string::npos) {
    throw UsageError(fmt::format("{}: '{}' has a port in it; write only the name", where, shown));
  }
  if (text.find('@') != text.npos) {  // what stands before it may be a password
    throw UsageError(where + ": it has an '@' in it; write only the name, such as "
                             "contoso.azure-devices.net");
  }
  throw UsageError(fmt::format("{}: '{}' is no host name; write only the name, such as "
                               "contoso.azure-devices.net",
                               where, shown));
}

ConnectionString checked_connection_string(const std::string& where, std::string_view text) {
  try {
    auto parsed = parse_connection_string(without_wrapping(text, where));
    checked_host_name(where, parsed.target());
    return parsed;
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("{}: {}{}", where, error.what(),
                                 connection_string_mistake(text)));
  }
}

void use_connection_string(Options& options, std::string_view text) {
  options.credential_source = CredentialSource::command_line;
  use(options, checked_connection_string("--connection-string", text));
}

std::optional<ConnectionString> connection_string_in(const Environment& environment) {
  for (const char* name : kConnectionStrings) {
    const auto* text = find(environment, name);
    if (text) return checked_connection_string(std::string("environment variable ") + name, *text);
  }
  return std::nullopt;
}

void use_environment(Options& options, const Environment& environment) {
  if (auto identity = connection_string_in(environment)) {
    options.credential_source = CredentialSource::environment;
    return use(options, std::move(*identity));
  }
  const auto* hub = find(environment, "IOTEDGE_IOTHUBHOSTNAME");
  const auto* gateway = find(environment, "IOTEDGE_GATEWAYHOSTNAME");
  if (!hub) {
    throw UsageError(
        "which hub? Give --hub HOST or --connection-string @FILE, or run where "
        "EdgeHubConnectionString, IotHubConnectionString, DeviceConnectionString or "
        "IOTEDGE_IOTHUBHOSTNAME is set");
  }
  options.hub = gateway ? checked_host_name("IOTEDGE_GATEWAYHOSTNAME", *gateway)
                        : checked_host_name("IOTEDGE_IOTHUBHOSTNAME", *hub);
  options.credential_source = CredentialSource::workload_names_only;
  options.identity_note =
      "IOTEDGE_* names the hub, but the key stays with the workload API, which signs for the "
      "module's own process only (there: --identity workload)";
}

void use_system_trust(Options& options, const Environment& environment) {
  const auto* bundle = find(environment, "SSL_CERT_FILE");
  const auto* folders = find(environment, "SSL_CERT_DIR");
  if (bundle) options.system_bundle = *bundle;
  if (folders) options.system_folders = *folders;
}

// What a library for URLs would refuse is read, such as a password with an '@' or a '#' as it is.
ProxyOptions parse_proxy(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  if (!same_ignoring_case(url.substr(0, kScheme.size()), kScheme)) {
    throw UsageError("--proxy: only the 'http' scheme is allowed for proxies: "
                     "http://[user:password@]host:port");
  }
  std::string_view rest = url.substr(kScheme.size());
  while (rest.ends_with('/')) rest.remove_suffix(1);
  ProxyOptions proxy;
  if (const auto at = rest.rfind('@'); at != rest.npos) {
    const auto userinfo = rest.substr(0, at);
    const auto colon = userinfo.find(':');
    proxy.user = decode_userinfo(userinfo.substr(0, colon));
    if (colon != userinfo.npos) {
      std::string password = decode_userinfo(userinfo.substr(colon + 1));
      proxy.password = take_own_secret(password);
    }
    rest = rest.substr(at + 1);
  }
  const auto parts = split_host_and_port(rest);
  proxy.host = std::string(parts.host);
  if (parts.port) proxy.port = parse_port(*parts.port, "--proxy");
  if (!parse_address(proxy.host) && !is_host_name(proxy.host)) {
    throw UsageError("--proxy: no usable host in the URL; write http://host:port");
  }
  return proxy;
}

void use_proxy_credentials(ProxyOptions& proxy, std::string_view text) {
  const auto line = text.substr(0, text.find_first_of("\r\n"));
  const auto colon = line.find(':');
  if (colon == std::string::npos || colon == 0) {
    throw UsageError("--proxy-credentials: the file must hold one line, user:password");
  }
  proxy.user = line.substr(0, colon);
  proxy.password = own_secret(line.substr(colon + 1));
}

}  // namespace edge::probe
