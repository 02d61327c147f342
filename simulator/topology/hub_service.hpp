// What a fake hub does: plain values, so that a fault is a change of a value. What they mean on the
// wire is the business of simulator/hub; the defaults are the healthy ones. Include it only where a
// hub is looked into: others get by with service.hpp, and a new member rebuilds less.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/hub_ports.hpp"
#include "common/world/time.hpp"
#include "simulator/topology/amqp_condition.hpp"
#include "simulator/topology/certificate_spec.hpp"
#include "simulator/topology/device_spec.hpp"
#include "simulator/topology/hub_personality.hpp"

namespace edge {

/// What a TLS port does with a connection.
enum class TlsBehaviour {
  serve,
  silent_after_client_hello,
  plain_http,
  reset_after_client_hello,
  alert,
  silent_to_own_name,  // in the ClientHello, as a filter by name; without it serves
  reset_for_own_name,
  demand_certificate,  // of the client: who has none is refused
};

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

/// How the upgrade goes, and what follows it.
enum class WebSocketForm {
  usual,
  silent,           // TLS stands, no answer to the request
  hangs_up,         // the connection ends instead of an answer
  wrong_accept,     // 101 with the Sec-WebSocket-Accept of another key, as a cache has it
  silent_after_it,  // 101, then nothing
  ends_after_it,    // 101, then the end of the connection
  text_messages,    // 101, then AMQP in text messages
};

struct WebSocketBehaviour {
  WebSocketForm form = WebSocketForm::usual;
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

struct HubService {
  std::string host_name = "hub.test";
  /// Set for a parent gateway: what devices dial and the certificate names, while tokens and
  /// addresses stay with `host_name`.
  std::string gateway_host_name;
  std::uint16_t amqp_port = kAmqpPort;
  std::uint16_t websocket_port = kWebSocketPort;
  CertificateSpec certificate;
  TlsBehaviour tls = TlsBehaviour::serve;
  int tls_alert = 40;  // the one that TlsBehaviour::alert sends (RFC 8446 appendix B.2)
  HubPersonality personality = HubPersonality::hub_v1;
  WebSocketBehaviour websocket;
  SaslBehaviour sasl;
  AmqpBehaviour amqp = AmqpBehaviour::serve;
  ConnectionBehaviour connection;
  std::optional<AmqpCondition> close_after_open;
  CbsBehaviour cbs;
  std::optional<AmqpCondition> refuse_link;  // attach echoed, then detach with this
  bool links_silent = false;                 // an attach of a device gets no answer
  std::optional<AmqpCondition> refuse_messages;  // telemetry is rejected with this
  Duration clock_offset{};                   // hub's clock minus the world's
  std::vector<DeviceSpec> devices;
  bool operator==(const HubService&) const = default;

  const std::string& dialled_name() const {
    return gateway_host_name.empty() ? host_name : gateway_host_name;
  }
};

}  // namespace edge
