// What the container engine refuses: ports, networks, versions. Its words are quoted by the daemon
// and by the agent.
#include "probe/logs/signatures/families.hpp"

namespace edge::probe {
namespace {

constexpr SignatureRow kEngine[] = {
    {.name = "port-allocated",
     .component = Component::engine,
     .any = {"port is already allocated"},
     .means = "another container has the port that a module wants on the host",
     .code = "port-taken-by-container",
     .source = "agent-today 4, row 48; I#2592",
     .example = "driver failed programming external connectivity on endpoint edgeHub: Bind for "
                "0.0.0.0:443 failed: port is already allocated"},
    {.name = "port-in-use",
     .component = Component::engine,
     .any = {"address already in use", "failed to bind port ", "(98): Address in use",
             "(98): Address already in use"},
     .means = "a program of the host has the port that a module wants there",
     .code = "port-taken-by-process",
     .source = "agent-today 4, rows 49 to 53",
     .example = "Error starting userland proxy: listen tcp4 0.0.0.0:443: bind: address already in "
                "use"},
    {.name = "filter-not-written",
     .component = Component::engine,
     .any = {"failed to create NAT chain DOCKER", "Failed to Setup IP tables:",
             "failed to register \"bridge\" driver"},
     .means = "the engine cannot write its packet filter rules: no masquerading, no networks",
     .code = "engine-filter-not-written",
     .source = "moby libnetwork/drivers/bridge/setup_ip_tables.go",
     .example = "failed to start daemon: Error initializing network controller: error obtaining "
                "controller instance: failed to create NAT chain DOCKER: iptables failed: iptables "
                "-t nat -N DOCKER: Could not fetch rule set generation id: Invalid argument"},
    {.name = "port-privileged",
     .component = Component::engine,
     .any = {"rootlessport cannot expose privileged port"},
     .means = "podman without root may not take a port below 1024",
     .code = "port-privileged",
     .source = "agent-today 4, row 53",
     .example = "Error: rootlessport cannot expose privileged port 443, you can add "
                "'net.ipv4.ip_unprivileged_port_start=443'"},
    {.name = "address-pools",
     .component = Component::engine,
     .any = {"could not find an available, non-overlapping IPv4 address pool"},
     .means = "routes of the host, often a VPN's, cover all addresses the engine gives to networks",
     .code = "address-pools-covered",
     .source = "agent-today 4, row 54",
     .example = "could not find an available, non-overlapping IPv4 address pool among the defaults "
                "to assign to the network"},
    {.name = "engine-api",
     .component = Component::engine,
     .any = {"is too old. Minimum supported API version"},
     .means = "the container engine is newer than this version of IoT Edge can speak to",
     .code = "engine-too-new",
     .source = "agent-today 1.1; 4, row 55",
     .example = "client version 1.34 is too old. Minimum supported API version is 1.40, please "
                "upgrade your client to a newer version"},
    {.name = "stale-endpoint",
     .component = Component::engine,
     .any = {"already exists in network "}, .all = {"ndpoint"},
     .means = "a container's place in the network was left behind, so that it cannot start",
     .code = "stale-endpoint",
     .source = "azure-iot-edge 5, row 15; I#6802",
     .example = "endpoint with name edgeAgent already exists in network azure-iot-edge"},
    {.name = "resolver-fails-for-hub",
     .component = Component::engine,
     .any = {"[resolver] failed to query external DNS server"}, .all = {".azure-devices."},
     .means = "the engine's resolver, which modules ask at 127.0.0.11, got no answer for the hub's "
              "name from the server in the line",
     .code = "dns-forwarder-failure",
     .source = "moby daemon/libnetwork/resolver.go",
     .example = "time=\"2026-11-29T20:50:25Z\" level=error msg=\"[resolver] failed to query "
                "external DNS server\" dns-server=\"udp:8.8.8.8:53\" error=\"i/o timeout\" "
                "question=\";contoso.azure-devices.net.\\tIN\\t A\""},
    {.name = "resolver-fails",
     .component = Component::engine,
     .any = {"[resolver] failed to query external DNS server", "[resolver] connect failed"},
     .none = {".azure-devices."},
     .means = "the engine's resolver, which modules ask at 127.0.0.11, got no answer from the "
              "server in the line",
     .code = "dns-forwarder-failure", .confidence = Confidence::possible,
     .source = "moby libnetwork/resolver.go",
     .example = "time=\"2026-11-29T20:50:25Z\" level=warning msg=\"[resolver] connect failed: dial "
                "udp 8.8.8.8:53: connect: network is unreachable\""},
    {.name = "engine-default-dns", .component = Component::engine, .says = Says::note,
     .any = {"No non-localhost DNS nameservers are left in resolv.conf."},
     .means = "the host's resolv.conf has servers on loopback alone, so that containers of the "
              "default network get 8.8.8.8 and 8.8.4.4: set \"dns\" in /etc/docker/daemon.json "
              "where the site does not let those be asked",
     .source = "moby libnetwork/resolvconf",
     .example = "time=\"2026-11-29T20:50:25Z\" level=info msg=\"No non-localhost DNS nameservers "
                "are left in resolv.conf. Using default external servers\""},
};

}  // namespace

std::span<const SignatureRow> engine_signatures() { return kEngine; }

}  // namespace edge::probe
