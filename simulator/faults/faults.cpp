#include "simulator/faults/faults.hpp"

#include <algorithm>
#include <array>

namespace edge::sim {

// One file each in faults/.
Topology all_dropped(Topology, const Parameters&);
Topology amqp_broken_frame(Topology, const Parameters&);
Topology amqp_closed(Topology, const Parameters&);
Topology amqp_open_silence(Topology, const Parameters&);
Topology amqp_silence(Topology, const Parameters&);
Topology amqp_wrong_bytes(Topology, const Parameters&);
Topology captures_module_subnet(Topology, const Parameters&);
Topology cbs_accepted(Topology, const Parameters&);
Topology cbs_refused(Topology, const Parameters&);
Topology cbs_silence(Topology, const Parameters&);
Topology certificate(Topology, const Parameters&);
Topology clock_offset(Topology, const Parameters&);
Topology connection_ends(Topology, const Parameters&);
Topology dns_addresses(Topology, const Parameters&);
Topology dns_server_failure(Topology, const Parameters&);
Topology dns_silence(Topology, const Parameters&);
Topology dns_unknown_name(Topology, const Parameters&);
Topology forwarding_off(Topology, const Parameters&);
Topology heartbeats_stop(Topology, const Parameters&);
Topology http_on_tls_port(Topology, const Parameters&);
Topology hub_personality(Topology, const Parameters&);
Topology hub_slow(Topology, const Parameters&);
Topology hub_state(Topology, const Parameters&);
Topology identity_in_use(Topology, const Parameters&);
Topology kill_switch(Topology, const Parameters&);
Topology link_refused(Topology, const Parameters&);
Topology messages_refused(Topology, const Parameters&);
Topology no_default_route(Topology, const Parameters&);
Topology port_dropped(Topology, const Parameters&);
Topology port_rejected(Topology, const Parameters&);
Topology port_reset(Topology, const Parameters&);
Topology proxy_credentials_required(Topology, const Parameters&);
Topology proxy_denies(Topology, const Parameters&);
Topology proxy_silence(Topology, const Parameters&);
Topology sasl_refused(Topology, const Parameters&);
Topology sasl_required(Topology, const Parameters&);
Topology subnet_overlap(Topology, const Parameters&);
Topology tls_reset(Topology, const Parameters&);
Topology tls_silence(Topology, const Parameters&);
Topology upgrade_refused(Topology, const Parameters&);
Topology upgrade_without_subprotocol(Topology, const Parameters&);
Topology vpn_full_tunnel(Topology, const Parameters&);
Topology vpn_split_tunnel(Topology, const Parameters&);
Topology wire_down(Topology, const Parameters&);
Topology wire_quality(Topology, const Parameters&);
Topology wrong_route(Topology, const Parameters&);

namespace {

constexpr std::array kFaultRows{
    FaultRow{"port-dropped", "packets to one TCP port vanish",
             "at: NODE (required), port: 5671, hook: by the node's place", port_dropped},
    FaultRow{"port-reset", "connections to one TCP port are answered with RST",
             "at: NODE (required), port: 5671", port_reset},
    FaultRow{"port-rejected", "connections to one TCP port are answered with an ICMP error",
             "at: NODE (required), port: 5671, kind: "
             "port-unreachable|host-unreachable|net-unreachable|admin-prohibited",
             port_rejected},
    FaultRow{"all-dropped", "nothing passes a node; what the node itself serves still answers",
             "at: NODE (required), except: ADDRESS, hook: by the node's place", all_dropped},
    FaultRow{"vpn-full-tunnel", "a VPN client on the host takes over the default route",
             "style: openvpn-def1|openvpn-block-local|wg-quick|vpnc-default|strongswan-220|"
             "tailscale-exit-node|networkmanager-metric-50|windows-metric-1, egress: "
             "drop|pass|pass-443-only|reject|no-masquerade|small-mtu, lan: as-usual|allowed "
             "(tailscale-exit-node only)",
             vpn_full_tunnel},
    FaultRow{"vpn-split-tunnel", "a VPN client on the host takes over some networks only",
             "routes: 198.51.100.0/24, style and egress as of vpn-full-tunnel", vpn_split_tunnel},
    FaultRow{"kill-switch", "a VPN client's filter lets nothing past its tunnel, which is dead",
             "style: wg-quick (as of vpn-full-tunnel), lan: blocked|allowed", kill_switch},
    FaultRow{"captures-module-subnet", "a VPN takes the module network's subnet into its tunnel",
             "guard: 1s (how soon the client puts its routes back)", captures_module_subnet},
    FaultRow{"subnet-overlap", "the module network has the subnet of the site's LAN", "",
             subnet_overlap},
    FaultRow{"forwarding-off", "a node no longer forwards packets (net.ipv4.ip_forward = 0)",
             "at: NODE (required)", forwarding_off},
    FaultRow{"no-default-route", "a node has lost its default route",
             "at: NODE (required), interface: NAME (only the one over it)", no_default_route},
    FaultRow{"wire-down", "the link between two nodes is cut",
             "from: NODE (required), to: NODE (required)", wire_down},
    FaultRow{"wrong-route", "a node has a static route that leads elsewhere",
             "at: NODE (required), to: PREFIX (required), via: ADDRESS (required)", wrong_route},
    FaultRow{"wire-quality", "the link between two nodes is slow, narrow or loses at random",
             "from: NODE (required), to: NODE (required), delay: DURATION, jitter: DURATION, "
             "loss: 2%, burst-begins: 1%, burst-ends: 10%, burst-loss: 100%, reorder: 1%, "
             "duplicate: 1%, corrupt: 1%, rate: 512kbit, mtu: 1280 (as the wire has it if absent)",
             wire_quality},
    FaultRow{"dns-unknown-name", "the hub's name does not exist", "", dns_unknown_name},
    FaultRow{"dns-addresses", "the hub's name has these addresses",
             "addresses: ADDRESS, ... (required)", dns_addresses},
    FaultRow{"dns-server-failure", "the site's name server answers SERVFAIL", "",
             dns_server_failure},
    FaultRow{"dns-silence", "no name server answers", "servers: 1|2", dns_silence},
    FaultRow{"certificate", "the hub's certificate has defects",
             "defects: expired, not-yet-valid, wrong-name, untrusted-issuer (one or more)",
             certificate},
    FaultRow{"tls-silence", "no answer to the TLS ClientHello", "", tls_silence},
    FaultRow{"tls-reset", "the TLS ClientHello is answered with RST", "", tls_reset},
    FaultRow{"http-on-tls-port", "the hub's ports answer in plain HTTP", "", http_on_tls_port},
    FaultRow{"proxy-credentials-required", "the proxy asks for credentials (407)",
             "user: device, password: TEXT", proxy_credentials_required},
    FaultRow{"proxy-denies", "the proxy forbids a destination (403)", "host: hub.test",
             proxy_denies},
    FaultRow{"proxy-silence", "the proxy accepts and never answers", "", proxy_silence},
    FaultRow{"upgrade-refused", "the WebSocket upgrade is answered with another status",
             "status: 404", upgrade_refused},
    FaultRow{"upgrade-without-subprotocol", "the WebSocket answer names no subprotocol", "",
             upgrade_without_subprotocol},
    FaultRow{"amqp-silence", "no answer to the AMQP header", "", amqp_silence},
    FaultRow{"amqp-wrong-bytes", "the AMQP header is answered with something else",
             "form: header|garbage", amqp_wrong_bytes},
    FaultRow{"amqp-open-silence", "the AMQP header is answered, OPEN is not", "",
             amqp_open_silence},
    FaultRow{"amqp-broken-frame", "OPEN is answered, and a frame that breaks AMQP's rules follows",
             "form: malformed|too-large", amqp_broken_frame},
    FaultRow{"amqp-closed", "the hub closes the connection after OPEN",
             "code: HUB-ERROR, condition: amqp:connection:forced, description: TEXT",
             amqp_closed},
    FaultRow{"sasl-required", "a client that begins without SASL is sent the SASL header, no more",
             "mechanism: NAME (the hub's own)", sasl_required},
    FaultRow{"sasl-refused", "who begins with SASL gets no further",
             "outcome: auth|sys|sys-perm|sys-temp|no-mechanism", sasl_refused},
    FaultRow{"cbs-accepted", "the hub takes every token, unseen", "status: 200|202",
             cbs_accepted},
    FaultRow{"cbs-refused", "the hub answers every put-token with this status",
             "status: 500, text: by-status|malformed-request|unauthorized|expired|"
             "invalid-signature|forbidden|not-registered|throttled|server-error|unavailable, "
             "description: TEXT", cbs_refused},
    FaultRow{"cbs-silence", "the hub never answers a put-token", "", cbs_silence},
    FaultRow{"link-refused", "the hub attaches the telemetry link, then detaches it",
             "code: 401002, condition: by the code, description: by the code", link_refused},
    FaultRow{"messages-refused", "the hub rejects every message of a device",
             "code: 403002, condition: by the code, description: by the code", messages_refused},
    FaultRow{"hub-state", "the hub as a whole refuses devices",
             "state: throttled|suspended|failing-over|quota-used-up (required)", hub_state},
    FaultRow{"hub-slow", "every answer of the hub comes late", "by: 2s", hub_slow},
    FaultRow{"hub-personality", "the hub is of another kind; `edgesim list personalities`",
             "personality: hub-v1|hub-v2|edgehub (required)", hub_personality},
    FaultRow{"heartbeats-stop", "the hub sends no empty frames on idle connections", "",
             heartbeats_stop},
    FaultRow{"connection-ends", "the hub drops TCP without a word some time after OPEN",
             "after: 10s, messages: COUNT (then after that many of them)", connection_ends},
    FaultRow{"identity-in-use", "an agent with the same identity is connected already", "",
             identity_in_use},
    FaultRow{"clock-offset", "a node's clock is wrong",
             "at: NODE (required), by: DURATION (required), direction: ahead|behind (required)",
             clock_offset},
};

}  // namespace

std::span<const FaultRow> fault_rows() { return kFaultRows; }

const FaultRow* find_fault(std::span<const FaultRow> rows, std::string_view name) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.name == name; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace edge::sim
