// The services of a topology and how each one behaves: plain values, so that a fault is a change of
// a value. What a behaviour means on the wire is the business of simulator/hub and
// simulator/services; the defaults are the healthy ones.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/world/endpoint.hpp"
#include "common/world/time.hpp"

namespace edge {

/// The certificate a TLS service shows. Dates are relative to the world's wall clock at its start.
struct CertificateSpec {
  std::string common_name;               // empty: the service's own host name
  std::vector<std::string> dns_names;    // empty: the service's own host name
  Duration not_before = -std::chrono::hours{24};
  Duration not_after = std::chrono::hours{24 * 365};
  std::string issuer = "hub-ca";         // "hub-ca" is the one the probe is given as trusted
  bool operator==(const CertificateSpec&) const = default;
};

/// What a TLS port does with a connection.
enum class TlsBehaviour { serve, silent_after_client_hello, plain_http, reset_after_client_hello };
/// Which real hub to resemble: IoT Hub's first and second gateway generation, or the edgeHub of a
/// parent gateway.
enum class HubPersonality { hub_v1, hub_v2, edgehub };

/// What an AMQP peer does once the transport below it stands.
enum class AmqpBehaviour {
  serve,
  silent,           // never answers the header
  wrong_header,     // answers it with AMQP 0-9-1's
  garbage,          // answers it with bytes of no protocol
  open_unanswered,  // answers the header, never OPEN
  oversized_frame,  // answers OPEN, then sends a frame larger than the client's max-frame-size
  malformed_frame,  // answers OPEN, then sends a frame that does not decode
};

struct AmqpCondition {
  std::string condition;    // "amqp:unauthorized-access"
  std::string description;  // text or the hub's error JSON
  bool operator==(const AmqpCondition&) const = default;
};

struct WebSocketBehaviour {
  int status = 101;          // any other refuses the upgrade with this HTTP status
  bool subprotocol = true;   // false: 101 without Sec-WebSocket-Protocol
  bool operator==(const WebSocketBehaviour&) const = default;
};

struct CbsBehaviour {
  std::optional<int> status;  // answers every put-token with this; absent: verifies the token
  std::string description;
  bool silent = false;
  bool operator==(const CbsBehaviour&) const = default;
};

/// The SASL layer (part 5, section 5.3).
struct SaslBehaviour {
  bool required = false;                // a client without it is sent the SASL header and closed
  std::vector<std::string> mechanisms;  // empty: those of the personality
  std::uint8_t outcome = 0;             // other than 0: every sasl-outcome has this code
  bool operator==(const SaslBehaviour&) const = default;
};

/// What becomes of a connection that stands.
struct ConnectionBehaviour {
  std::optional<Duration> ends_after;      // TCP is closed so long after OPEN, without a word
  std::optional<int> ends_after_messages;  // the same after so many telemetry messages
  bool heartbeats = true;                  // false: the hub never sends an empty frame
  Duration answer_delay{};                 // every answer comes so much later
  bool operator==(const ConnectionBehaviour&) const = default;
};

/// An identity authenticates with either key, or with a certificate, in whichever ways are given.
struct DeviceSpec {
  std::string device_id;
  std::string module_id;  // empty: a device identity
  std::string key;        // primary, base64; test secret; empty: none
  std::string secondary_key;
  std::vector<std::string> thumbprints;  // of its own X.509 certificates: SHA-256 in hexadecimal
  bool authority_signed = false;  // a certificate of the hub's own CA whose common name is its id
  bool enabled = true;
  bool operator==(const DeviceSpec&) const = default;
};

struct HubService {
  std::string host_name = "hub.test";
  /// Set for a parent gateway: what devices dial and the certificate names, while tokens and
  /// addresses stay with `host_name`.
  std::string gateway_host_name;
  std::uint16_t amqp_port = 5671;
  std::uint16_t websocket_port = 443;
  CertificateSpec certificate;
  TlsBehaviour tls = TlsBehaviour::serve;
  HubPersonality personality = HubPersonality::hub_v1;
  WebSocketBehaviour websocket;
  SaslBehaviour sasl;
  AmqpBehaviour amqp = AmqpBehaviour::serve;
  ConnectionBehaviour connection;
  std::optional<AmqpCondition> close_after_open;
  CbsBehaviour cbs;
  std::optional<AmqpCondition> refuse_link;  // attach echoed, then detach with this
  std::optional<AmqpCondition> refuse_messages;  // telemetry is rejected with this
  Duration clock_offset{};                   // hub's clock minus the world's
  std::vector<DeviceSpec> devices;
  bool operator==(const HubService&) const = default;

  const std::string& dialled_name() const {
    return gateway_host_name.empty() ? host_name : gateway_host_name;
  }
};

enum class DnsBehaviour { serve, silent, name_error, server_failure, refused };

struct DnsRecord {
  std::string name;
  IpAddress address;
  bool operator==(const DnsRecord&) const = default;
};

/// Answers from `records`, forwards the rest to `upstream`, or behaves badly.
struct DnsService {
  std::uint16_t port = 53;
  DnsBehaviour behaviour = DnsBehaviour::serve;
  std::vector<DnsRecord> records;
  std::vector<Endpoint> upstream;
  std::string upstream_node;  // queries upstream leave from this node; empty: the service's own
  bool operator==(const DnsService&) const = default;
};

/// An HTTP proxy that tunnels CONNECT (RFC 9110 section 9.3.6).
struct ProxyService {
  std::uint16_t port = 3128;
  std::string user;        // empty: asks for no credentials
  std::string password;    // test secret
  std::vector<std::string> denied_hosts;  // answered 403
  bool silent = false;     // accepts, never answers
  std::vector<Endpoint> dns;  // resolvers it uses; empty: the node's
  bool operator==(const ProxyService&) const = default;
};

/// Another device holding a connection with an identity of the hub, as a running agent does.
struct AgentService {
  std::string hub_host;
  Endpoint hub;
  DeviceSpec identity;
  bool operator==(const AgentService&) const = default;
};

struct Service {
  std::string name;           // required, unique: "hub", "site-dns"
  std::string node;           // required
  IpAddress address;          // it listens here; 127.0.0.11 for the engine's embedded resolver
  std::variant<HubService, DnsService, ProxyService, AgentService> behaviour;
  bool operator==(const Service&) const = default;
};

}  // namespace edge
