// The members of every kind of evidence detail, each listed once: writer and reader both walk these
// lists. `a(key, member)` is always there; `a.optional(key, member)` is absent when empty;
// `a.known(key, number)` is absent when zero, which then means not known. For json.cpp only.
#pragma once

#include <concepts>

#include "common/report/report.hpp"

namespace edge::json {

template <class T, class U>
concept Is = std::same_as<std::remove_const_t<T>, U>;

template <class A, Is<IcmpError> T>
void fields(A& a, T& x) {
  a("type", x.type);
  a("code", x.code);
  a("sender", x.sender);
}

template <class A, Is<TcpInfo> T>
void fields(A& a, T& x) {
  a.optional("retransmits", x.retransmits);
  a.optional("backoff", x.backoff);
  a.optional("rto_ms", x.rto);
  a.optional("rtt_ms", x.rtt);
  a.optional("snd_mss_bytes", x.snd_mss);
  a.optional("advmss_bytes", x.advmss);
  a.optional("path_mtu_bytes", x.path_mtu);
  a.optional("unacked_segments", x.unacked);
  a.optional("total_retrans", x.total_retrans);
  a.optional("bytes_acked", x.bytes_acked);
  a.optional("bytes_received", x.bytes_received);
}

template <class A, Is<ConnectTry> T>
void fields(A& a, T& x) {
  a("peer", x.peer);
  a("answer", x.answer);
  a.optional("error", x.error);
  a.optional("icmp", x.icmp);
  a("begin_ms", x.begin);
  a("end_ms", x.end);
  a.optional("tcp", x.tcp);
}

template <class A, Is<DnsExchange> T>
void fields(A& a, T& x) {
  a("server", x.server);
  a("type", x.type);
  a("name", x.name);
  a("result", x.result);
  a("begin_ms", x.begin);
  a("end_ms", x.end);
}

template <class A, Is<ResolveDetail> T>
void fields(A& a, T& x) {
  a("name", x.name);
  a.optional("source", x.source);
  a.optional("error", x.error);
  a("addresses", x.addresses);
  a("exchanges", x.exchanges);
}

template <class A, Is<ConnectDetail> T>
void fields(A& a, T& x) {
  a("tries", x.tries);
}

template <class A, Is<ProxyDetail> T>
void fields(A& a, T& x) {
  a("proxy", x.proxy);
  a("credentials_sent", x.credentials_sent);
  a.known("status", x.status);
  a.optional("reason", x.reason);
  a.optional("authenticate", x.authenticate);
  a.optional("via", x.via);
}

template <class A, Is<CertificateFacts> T>
void fields(A& a, T& x) {
  a("subject", x.subject);
  a("issuer", x.issuer);
  a("names", x.names);
  a("not_before", x.not_before);
  a("not_after", x.not_after);
  a.optional("sha256", x.sha256);
}

template <class A, Is<TlsDetail> T>
void fields(A& a, T& x) {
  a.optional("server_name", x.server_name);
  a.optional("version", x.version);
  a.optional("cipher", x.cipher);
  a("chain", x.chain);
  a("defects", x.defects);
  a.optional("defect_text", x.defect_text);
  a.optional("alert", x.alert);
  a.optional("first_bytes", x.first_bytes);
  a("bytes_received", x.bytes_received);
  a.known("last_byte_ms", x.last_byte);
  a.optional("error", x.error);
  a.known("checked_at", x.checked_at);
}

template <class A, Is<WebSocketDetail> T>
void fields(A& a, T& x) {
  a.known("status", x.status);
  a.optional("reason", x.reason);
  a.optional("server", x.server);
  a.optional("via", x.via);
  a.optional("subprotocol", x.subprotocol);
  a.optional("body_start", x.body_start);
  a.optional("error", x.error);
}

template <class A, Is<AmqpDetail> T>
void fields(A& a, T& x) {
  a.optional("first_bytes", x.first_bytes);
  a.optional("peer_header", x.peer_header);
  a("open_received", x.open_received);
  a.optional("container_id", x.container_id);
  a.optional("hostname", x.hostname);
  a.optional("product", x.product);
  a.optional("max_frame_size_bytes", x.max_frame_size);
  a.optional("channel_max", x.channel_max);
  a.optional("idle_timeout_ms", x.idle_timeout_ms);
  a("iot_hub", x.iot_hub);
  a.optional("condition", x.condition);
  a.optional("description", x.description);
  a.optional("error", x.error);
}

template <class A, Is<CbsDetail> T>
void fields(A& a, T& x) {
  a("audience", x.audience);
  a.optional("status", x.status);
  a.optional("description", x.description);
  a.optional("tracking_id", x.tracking_id);
  a.optional("condition", x.condition);
  a.optional("error", x.error);
  a.known("token_expires", x.token_expires);
  a.known("checked_at", x.checked_at);
}

template <class A, Is<LinkDetail> T>
void fields(A& a, T& x) {
  a("address", x.address);
  a.optional("condition", x.condition);
  a.optional("description", x.description);
  a.optional("hub_error_code", x.hub_error_code);
  a.optional("error", x.error);
}

template <class A, Is<HoldDetail> T>
void fields(A& a, T& x) {
  a("held_ms", x.held);
  a.optional("condition", x.condition);
  a.optional("description", x.description);
  a.optional("error", x.error);
}

template <class A, Is<Hop> T>
void fields(A& a, T& x) {
  a("ttl", x.ttl);
  a("answer", x.answer);
  a.optional("from", x.from);
  a.optional("icmp", x.icmp);
  a.known("rtt_ms", x.rtt);
}

template <class A, Is<PathDetail> T>
void fields(A& a, T& x) {
  a("target", x.target);
  a("subject", x.subject);
  a("hops", x.hops);
  a("reached", x.reached);
}

template <class A, Is<InterfaceFact> T>
void fields(A& a, T& x) {
  a("name", x.name);
  a("addresses", x.addresses);
  a("mtu_bytes", x.mtu);
  a("up", x.up);
}

template <class A, Is<RouteFact> T>
void fields(A& a, T& x) {
  a("destination", x.destination);
  a.optional("gateway", x.gateway);
  a("interface", x.interface);
  a("metric", x.metric);
}

template <class A, Is<HostFacts> T>
void fields(A& a, T& x) {
  a.optional("host_name", x.host_name);
  a.optional("kernel", x.kernel);
  a.optional("container", x.container);
  a("interfaces", x.interfaces);
  a("routes", x.routes);
}

template <class A, Is<HostsEntry> T>
void fields(A& a, T& x) {
  a("address", x.address);
  a("names", x.names);
}

template <class A, Is<ResolverConfig> T>
void fields(A& a, T& x) {
  a("hosts", x.hosts);
  a("servers", x.servers);
  a("search", x.search);
  a("ndots", x.ndots);
  a("timeout_ms", x.timeout);
  a("attempts", x.attempts);
  a("rotate", x.rotate);
}

template <class A, Is<HostDetail> T>
void fields(A& a, T& x) {
  a("facts", x.facts);
  a("resolver", x.resolver);
}

/// What tells the kinds of detail apart.
template <class T> inline constexpr const char* kKind = "";
template <> inline constexpr const char* kKind<ResolveDetail> = "resolve";
template <> inline constexpr const char* kKind<ConnectDetail> = "connect";
template <> inline constexpr const char* kKind<ProxyDetail> = "proxy";
template <> inline constexpr const char* kKind<TlsDetail> = "tls";
template <> inline constexpr const char* kKind<WebSocketDetail> = "websocket";
template <> inline constexpr const char* kKind<AmqpDetail> = "amqp";
template <> inline constexpr const char* kKind<CbsDetail> = "cbs";
template <> inline constexpr const char* kKind<LinkDetail> = "link";
template <> inline constexpr const char* kKind<HoldDetail> = "hold";
template <> inline constexpr const char* kKind<PathDetail> = "path";
template <> inline constexpr const char* kKind<HostDetail> = "host";

}  // namespace edge::json
