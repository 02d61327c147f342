// What was observed: one Evidence per stage that ran, and per observation made beside the attempts.
// Recorded, never judged here; verdicts are pure functions over a list of these.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/world/world.hpp"

namespace edge {

/// `skipped` means "not looked at" and is never shown as fine.
enum class Outcome { ok, failed, timed_out, cancelled, skipped };
std::string_view name_of(Outcome outcome);  // "ok", "timed-out", ...

/// Who ended a connection attempt, as far as the module's interface shows it.
enum class Answer {
  accepted,       // SYN+ACK
  reset,          // RST; from the peer or a device on the way
  icmp,           // an ICMP error, with its sender
  own_host,       // the local kernel refused: no route, prohibit, a local filter
  no_neighbour,   // the own link's next hop does not answer ARP (ICMP 3/1 from the own address)
  silence,        // nobody
};
std::string_view name_of(Answer answer);

/// One connect() to one address.
struct ConnectTry {
  Endpoint peer;
  Answer answer = Answer::silence;
  std::string error;               // name of the errno: "ECONNREFUSED"; empty when accepted
  std::optional<IcmpError> icmp;
  Duration begin{}, end{};         // since the run's start
  TcpInfo tcp;
};

/// One query to one name server.
struct DnsExchange {
  Endpoint server;
  std::string type;                 // "A", "AAAA"
  std::string name;                 // as asked, search domain included
  std::string result;               // "NOERROR", "NXDOMAIN", "SERVFAIL", "silence", "ECONNREFUSED"
  Duration begin{}, end{};
};

struct ResolveDetail {
  std::string name;
  std::string source;               // "literal", "hosts", "dns", "option"
  std::string error;                // getaddrinfo's: "EAI_NONAME", "EAI_AGAIN", ...; or empty
  std::vector<IpAddress> addresses; // in the order they will be tried
  std::vector<DnsExchange> exchanges;
};

struct ConnectDetail {
  std::vector<ConnectTry> tries;
};

struct ProxyDetail {
  std::string proxy;                // URL without credentials
  bool credentials_sent = false;
  int status = 0;                   // of the CONNECT; 0: none came
  std::string reason;               // status line's phrase
  std::string authenticate;         // Proxy-Authenticate
  std::string via;
  std::string error;
};

struct CertificateFacts {
  std::string subject, issuer;          // RFC 2253
  std::vector<std::string> names;       // subjectAltName DNS and IP entries
  WallTime not_before{}, not_after{};
  std::string sha256;                   // of the DER, hexadecimal
};

enum class CertificateDefect { expired, not_yet_valid, wrong_name, untrusted_issuer, other };
std::string_view name_of(CertificateDefect defect);  // "wrong-name"

struct TlsDetail {
  std::string server_name;              // SNI
  std::string version, cipher;          // "TLSv1.3", "TLS_AES_256_GCM_SHA384"; empty before
  std::vector<CertificateFacts> chain;  // as sent, leaf first
  std::vector<CertificateDefect> defects;  // every one, not the first
  std::string defect_text;              // OpenSSL's words for `other`
  std::optional<int> alert;             // received TLS alert (RFC 8446 section 6)
  std::string first_bytes;              // printable start of an answer that is not TLS
  std::uint64_t bytes_received = 0;     // by TLS, before the failure
  Duration last_byte{};                 // when the latest of them came, since the handshake's begin
  std::string error;                    // errno name or OpenSSL reason; empty when ok
  WallTime checked_at{};                // the device's clock that dates were held against
};

struct WebSocketDetail {
  int status = 0;                       // HTTP status of the answer; 0: none came
  std::string reason, server, via, subprotocol;
  std::string body_start;               // printable
  std::string error;
};

/// AMQP open as far as it went.
struct AmqpDetail {
  std::string first_bytes;              // of an answer that is not AMQP 1.0, printable
  std::string peer_header;              // "AMQP 0 1 0 0", or empty if none came
  bool open_received = false;
  std::string container_id, hostname, product;
  std::optional<std::uint32_t> max_frame_size, channel_max, idle_timeout_ms;
  bool iot_hub = false;                 // the peer's OPEN is a hub's own (its container id)
  std::string condition, description;   // of a CLOSE
  std::string error;
};

struct CbsDetail {
  std::string audience;                 // never the token
  std::optional<int> status;            // put-token's status-code; absent: no answer
  std::string description;
  std::string tracking_id;
  std::string condition;                // of a DETACH, END or CLOSE that came instead
  std::string error;
  WallTime token_expires{};
  WallTime checked_at{};
};

struct LinkDetail {
  std::string address;
  std::string condition, description;
  std::optional<int> hub_error_code;    // errorCode of the hub's JSON, e.g. 401002
  std::string error;
};

struct HoldDetail {
  Duration held{};
  std::string condition, description, error;
};

/// One probe with a limited TTL.
struct Hop {
  int ttl = 0;
  Answer answer = Answer::silence;
  std::optional<IpAddress> from;
  std::optional<IcmpError> icmp;
  Duration rtt{};
};

/// TTL-limited SYNs to the very port: who answers at which distance.
struct PathDetail {
  Endpoint target;
  std::string subject;                  // "amqp", "amqp-ws", "control"
  std::vector<Hop> hops;                // ascending TTL; ends at the first refusal or accept
  bool reached = false;                 // the last hop accepted
};

struct HostDetail {
  HostFacts facts;
  ResolverConfig resolver;
};

using Detail = std::variant<std::monostate, ResolveDetail, ConnectDetail, ProxyDetail, TlsDetail,
                            WebSocketDetail, AmqpDetail, CbsDetail, LinkDetail, HoldDetail,
                            PathDetail, HostDetail>;

struct Evidence {
  int number = 0;           // 1, 2, ... in order of recording; what verdicts cite
  std::string transport;    // "amqp", "amqp-ws"; empty beside the attempts
  std::string stage;        // row of probe/attempt/stages.cpp, or "path", "host"
  Outcome outcome = Outcome::skipped;
  std::string note;         // why it was skipped or cancelled; otherwise empty
  Duration begin{}, end{};  // since the run's start
  std::optional<Endpoint> peer;
  Detail detail;
};

/// The detail as T, or null if it is another kind.
template <class T>
const T* detail_of(const Evidence& evidence) {
  return std::get_if<T>(&evidence.detail);
}

}  // namespace edge
