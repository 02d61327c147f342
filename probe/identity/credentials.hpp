// Where the hub and the identity come from: the command line, or the environment of an IoT Edge
// module. Reads no environment itself; what is found is passed in.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "probe/attempt/options.hpp"
#include "probe/environment/variables.hpp"

namespace edge::probe {

/// `text` if it can be a host name or an address. Throws UsageError that begins with `where`.
std::string checked_host_name(const std::string& where, const std::string& text);

/// `text` as a connection string. Throws UsageError that begins with `where`, and says what is
/// wrong with it in the words of the SDK.
ConnectionString checked_connection_string(const std::string& where, std::string_view text);

/// Takes `text` as the connection string the user named: with options.certificate also one that
/// has no key (x509=true). Throws UsageError.
void use_connection_string(Options& options, std::string_view text);

/// Of EdgeHubConnectionString, IotHubConnectionString, DeviceConnectionString the first that is
/// set. Throws UsageError for one that is none.
std::optional<ConnectionString> connection_string_in(const Environment& environment);

/// Fills hub and identity from EdgeHubConnectionString, IotHubConnectionString,
/// DeviceConnectionString (in that order: the SDK's EdgeModuleClientFactory.cs, then the agent's),
/// else the names in IOTEDGE_*. Throws UsageError that lists the ways when nothing is found.
void use_environment(Options& options, const Environment& environment);

/// The certificates to trust where no option names others: SSL_CERT_FILE and SSL_CERT_DIR, as .NET
/// and OpenSSL read them.
void use_system_trust(Options& options, const Environment& environment);

/// Parses "http://[user:password@]host[:port]". Throws UsageError in words close to the agent's.
ProxyOptions parse_proxy(std::string_view url);
/// Parses "user:password", as a --proxy-credentials file holds it. Throws UsageError.
void use_proxy_credentials(ProxyOptions& proxy, std::string_view text);

}  // namespace edge::probe
