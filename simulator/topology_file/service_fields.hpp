// The keys of services and of how they behave in a topology file, each listed once
// (topology_fields.hpp says how). For service_fields.cpp only.
#pragma once

#include "simulator/topology/agent_service.hpp"
#include "simulator/topology/proxy_service.hpp"
#include "simulator/topology/registry_service.hpp"
#include "simulator/topology/service_names.hpp"
#include "simulator/topology_file/topology_fields.hpp"

namespace edge::sim::keys {

template <class A, Is<CertificateSpec> T>
void fields(A& a, T& x) {
  a.is("a certificate");
  a("common-name", x.common_name, "the host name if absent", kCommonName);
  a("dns-names", x.dns_names, "the host name if absent", List{kMostOfRest, kHostName});
  a("not-before", x.not_before, "since the simulation's start", kWithinACentury);
  a("not-after", x.not_after, "since the simulation's start", kWithinACentury);
  a("issuer", x.issuer, "the probe trusts hub-ca only", kCommonName);
  a("form", x.form, "what is odd about it");
}

template <class A, Is<AmqpCondition> T>
void fields(A& a, T& x) {
  a.is("an AMQP error");
  a("condition", x.condition, "such as amqp:unauthorized-access", kProse);
  a("description", x.description, "text or the hub's error JSON", kProse);
}

template <class A, Is<WebSocketBehaviour> T>
void fields(A& a, T& x) {
  a.is("a WebSocket's behaviour");
  a("status", x.status, "any but 101 refuses the upgrade", kHttpStatus);
  a("subprotocol", x.subprotocol, "false: the answer names none");
  a("form", x.form, "how the upgrade goes, and what follows it");
}

template <class A, Is<CbsBehaviour> T>
void fields(A& a, T& x) {
  a.is("behaviour towards tokens");
  a("status", x.status, "every put-token is answered with this", Whole{100, 999});
  a("description", x.description, "of the status", kProse);
  a("silent", x.silent, "no put-token is answered");
}

template <class A, Is<SaslBehaviour> T>
void fields(A& a, T& x) {
  a.is("behaviour of the SASL layer");
  a("required", x.required, "a client without SASL is sent the SASL header, no more");
  a("mechanisms", x.mechanisms, "those of the personality if absent",
    List{kMostOfRest, kMechanism});
  a("outcome", x.outcome, "code of every sasl-outcome", Whole{0, 255});
}

template <class A, Is<ConnectionBehaviour> T>
void fields(A& a, T& x) {
  a.is("behaviour towards connections");
  a("ends-after", x.ends_after, "TCP is closed so long after OPEN", kUpToACentury);
  a("ends-after-messages", x.ends_after_messages, "the same after so many of them", kAnyInt);
  a("heartbeats", x.heartbeats, "false: the hub sends no empty frames");
  a("answer-delay", x.answer_delay, "every answer comes so much later", kUpToACentury);
}

template <class A, Is<DeviceSpec> T>
void fields(A& a, T& x) {
  a.is("an identity");
  a.required("device-id", x.device_id, "the device", kIdentity);
  a("module-id", x.module_id, "absent: the device itself", kIdentity);
  a("key", x.key, "primary key; for tests only", kBase64);
  a("secondary-key", x.secondary_key, "secondary key; for tests only", kBase64);
  a("thumbprints", x.thumbprints, "of its own certificates", List{kMostOfRest, kThumbprint});
  a("authority-signed", x.authority_signed, "a certificate of the hub's CA is enough");
  a("enabled", x.enabled, "false: the hub lets it open no link");
}

template <class A, Is<HubService> T>
void fields(A& a, T& x) {
  a.is("a hub");
  a("host-name", x.host_name, "what devices dial", kDialledName);
  a("gateway-host-name", x.gateway_host_name, "of a parent gateway: what devices dial",
    kDialledName);
  a("amqp-port", x.amqp_port, "AMQP over TLS", kPort);
  a("websocket-port", x.websocket_port, "AMQP over WebSocket", kPort);
  a("certificate", x.certificate, "what it shows");
  a("tls", x.tls, "what its ports do with a connection");
  a("tls-alert", x.tls_alert, "number of the alert that `tls: alert` answers with",
    Whole{0, 255});
  a("personality", x.personality, "which real hub it resembles");
  a("websocket", x.websocket, "the WebSocket upgrade");
  a("sasl", x.sasl, "the SASL layer");
  a("amqp", x.amqp, "what it does once the transport stands");
  a("connection", x.connection, "what becomes of a connection");
  a("close-after-open", x.close_after_open, "CLOSE with this error right after OPEN");
  a("cbs", x.cbs, "what it does with tokens");
  a("refuse-link", x.refuse_link, "links are detached with this error");
  a("links-silent", x.links_silent, "an attach of a device gets no answer");
  a("refuse-messages", x.refuse_messages, "messages are rejected with this error");
  a("clock-offset", x.clock_offset, "its clock minus the true one", kWithinACentury);
  a("devices", x.devices, "the first is the probe's", List{kMostOfRest});
}

template <class A, Is<DnsRecord> T>
void fields(A& a, T& x) {
  a.is("a record");
  a.required("name", x.name, "a host", kHostName);
  a.required("address", x.address, "its address");
}

template <class A, Is<DnsService> T>
void fields(A& a, T& x) {
  a.is("a name server");
  a("port", x.port, "UDP and TCP", kPort);
  a("behaviour", x.behaviour, "what it does with queries");
  a("records", x.records, "what it knows itself", List{kMostOfRest});
  a("upstream", x.upstream, "whom it asks for the rest", List{kMostOfRest, kDnsPort});
  a("answer-delay", x.answer_delay, "every answer comes so much later", kUpToACentury);
  a("upstream-node", x.upstream_node, "queries leave from this node; absent: its own", kNodeName);
}

template <class A, Is<ProxyService> T>
void fields(A& a, T& x) {
  a.is("a proxy");
  a("port", x.port, "TCP", kPort);
  a("user", x.user, "absent: no credentials are asked for", kProse);
  a("password", x.password, "for tests only", kProse);
  a("denied-hosts", x.denied_hosts, "answered with 403", List{kMostOfRest, kHostName});
  a("silent", x.silent, "it accepts and never answers");
  a("hangs-up", x.hangs_up, "it accepts and ends the connection");
  a("http-1-0", x.http_1_0, "its answers name that version of HTTP");
  a("scheme", x.scheme, "of credentials that it asks for; absent: Basic", kMechanism);
  a("refuses-with", x.refuses_with, "every CONNECT is answered with this status",
    Whole{300, 599});
  a("dns", x.dns, "its name servers; absent: the node's", List{kMostOfRest, kDnsPort});
}

template <class A, Is<AgentService> T>
void fields(A& a, T& x) {
  a.is("an agent");
  a.required("hub-host", x.hub_host, "name of the hub", kDialledName);
  a.required("hub", x.hub, "where it connects to", PortIfAbsent{0});
  a.required("identity", x.identity, "which it connects with");
}

template <class A, Is<RegistryService> T>
void fields(A& a, T& x) {
  a.is("a registry of container images");
  a("host-name", x.host_name, "what engines dial", kDialledName);
  a("port", x.port, "HTTPS", kPort);
  a("certificate", x.certificate, "what it shows");
  a("repository", x.repository, "that it has", kProse);
  a("tag", x.tag, "of the image in it", kProse);
  a("platforms", x.platforms, "that the image is there for", List{kMostOfRest, kProse});
  a("user", x.user, "absent: everybody may pull", kProse);
  a("password", x.password, "for tests only", kProse);
  a("may-pull", x.may_pull, "false: the user may not, nor anybody else");
  a("tokens", x.tokens, "false: it asks for Basic, and has no token service");
  a("realm", x.realm, "that it names for its token service; absent: its own", kProse);
  a("data-host", x.data_host, "that blobs are at; absent: it gives them itself", kHostName);
  a("refuses-with", x.refuses_with, "every request is answered with this status",
    Whole{300, 599});
}

}  // namespace edge::sim::keys
