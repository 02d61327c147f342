// What one run of the probe was asked to do: already validated, with no trace of argv or the
// environment. Secrets are held here and in no report.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/secret.hpp"
#include "common/iothub/connection_string.hpp"
#include "common/report/details/host.hpp"
#include "common/tls/pem_source.hpp"
#include "common/world/endpoint.hpp"
#include "common/world/time.hpp"
#include "probe/profiles/transports.hpp"

namespace edge::probe {

/// Where the credentials came from decides how far the run may go unasked (do no harm: the hub
/// allows one connection per identity, and the link stage would throw a running agent off).
enum class CredentialSource { none, command_line, environment, workload_names_only };

struct ProxyOptions {
  std::string host;
  std::uint16_t port = 80;
  std::string user;  // empty: no credentials
  Secret password;
};

class PathTurn;
struct RegistryRequest;

/// What is asked of an endpoint by HTTP, and which answers are its own.
struct PageOptions {
  std::string path = "/";
  std::vector<int> statuses;   // the only ones; empty: any that no proxy or failing server gives
  bool registry = false;       // of containers: 200 or 401, and the field that registries send
};

/// What proves an identity in TLS, so that no token is shown (X.509).
struct ClientCertificate {
  std::string pem;  // leaf first, then the chain
  Secret key;       // PEM, without a passphrase
};

struct Options {
  std::string vantage;                           // whose network; empty: the program's own
  std::string hub;                               // required: target host name or address
  std::optional<ConnectionString> identity;      // absent with --hub only
  CredentialSource credential_source = CredentialSource::none;
  std::string identity_note;                     // why there are no usable credentials
  std::optional<ClientCertificate> certificate;  // in place of tokens
  std::string identity_from;                     // where it was found, if it was looked for
  std::string identity_runs;                     // who is known to run with it; or empty
  std::string profile = "agent-2017";
  std::string profile_reason;                    // why this one, if nobody has named it
  std::vector<std::string> transports;           // the only ones; empty: the profile's
  std::string until;                             // stage; empty: as far as the rules allow
  bool test_message = false;                     // one is sent once the link stands
  std::optional<Duration> hold;
  std::optional<Duration> idle_up_to;            // look for the path's idle limit, so far
  std::optional<Duration> repeat_for;            // begin anew as the agent does, for so long
  std::optional<Duration> attempt_timeout;       // replaces the profile's
  std::map<std::string, std::uint16_t, std::less<>> ports;  // of transports; others: the usual
  std::optional<IpAddress> address;              // instead of resolving
  std::optional<Endpoint> dns;                   // instead of resolv.conf's servers
  std::optional<ProxyOptions> proxy;             // on the WebSocket leg, as the agent does
  std::vector<ProxyReading> proxy_readings;      // of the variables that are set here
  std::string ca_file;                           // PEM; empty: the system's trust
  PemSource ca_pem;                              // instead of a file; virtual worlds
  std::string system_bundle;                     // SSL_CERT_FILE and
  std::string system_folders;                    // SSL_CERT_DIR, if there is no ca_file
  std::optional<Endpoint> second_dns;            // another name server, to compare answers with
  std::optional<Endpoint> control;               // another host:port to compare paths with
  PathTurn* path_turn = nullptr;                 // that traces wait for; outlives the run
  PageOptions page;                              // where a way has the stage http
  RegistryRequest* registry = nullptr;           // where it has registry; outlives the run
  bool quick = false;        // all ways at once, each once, and no silence waited out
  bool mean_waits = false;                       // no jitter in the waits between tries
  bool warnings_as_errors = false;
  bool trace_frames = false;

  /// The hub's port for a transport.
  std::uint16_t port_of(const TransportRow& transport) const {
    const auto given = ports.find(transport.name);
    return given == ports.end() ? transport.default_port : given->second;
  }
};

}  // namespace edge::probe
