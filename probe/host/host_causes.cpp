#include "probe/host/host_causes.hpp"

#include "common/base/rows.hpp"

namespace edge::probe {
namespace {

constexpr HostCauseRow kHostCauses[] = {
    {kVpnRouteOverride, "A VPN on the host takes the module network's packets, or their answers",
     "Take the module network out of the tunnel: by the VPN client's own setting, or by a policy "
     "rule that stands before the VPN's. `edgeprobe host` on it writes the commands."},
    {kAnswersGoAstray, "A policy rule or a route leads the answers past the module network",
     "Let the rule or route leave the module network's subnet out: `ip rule add to SUBNET lookup "
     "main` in front of it."},
    {kModuleBridgeDown, "The module network's bridge is down",
     "Take it up: `ip link set BRIDGE up`, and see what took it down: a network manager that was "
     "told to manage the engine's bridges, or a script."},
    {kModuleBridgeSilent, "The module network's bridge does not answer as its gateway",
     "Give the bridge its address back: `systemctl restart docker`, or `ip address add "
     "GATEWAY/LENGTH dev BRIDGE`; where ARP is off on it: `ip link set BRIDGE arp on`."},
    {kHostHasHubAddress, "The hub's address is one of the host's own",
     "Take the address off the host: `ip address del ADDRESS dev INTERFACE`, and see who put it "
     "there: a test, a load balancer, a transparent proxy."},
    {kUplinkDead, "The uplink has no carrier or no address",
     "Look at the cable, the switch's port, or the Wi-Fi or modem connection; where another uplink "
     "works, take this one's default route away."},
    {kReturnPathFiltered, "The host's rp_filter drops packets that come in by another way than out",
     "Let the way back be the way out, or set net.ipv4.conf.INTERFACE.rp_filter to 2 (loose) on "
     "the interface that they come in by, and in net.ipv4.conf.all where that is 1."},
    {kModuleSubnetOverlap, "The module network has the addresses of another network of the host",
     "Give the module network another subnet: `bip` and default-address-pools in "
     "/etc/docker/daemon.json, then make the network anew (`docker network rm azure-iot-edge`)."},
    {kBridgeDefaultRoute, "The host's default route leads back into a bridge of containers",
     "Take that default route away and see who added it: a DHCP client or NetworkManager that "
     "manages the bridge, or a static setting."},
    {kConnectionTableFull, "The host's connection table is full: new connections are dropped",
     "Raise net.netfilter.nf_conntrack_max, and look who holds the connections: `conntrack -L`."},
    {kForwardPolicyDrop, "The policy of a packet filter of the host drops what it forwards",
     "Let the module network through it: `iptables -I DOCKER-USER -i BRIDGE -j ACCEPT`, or by the "
     "firewall that set the policy. `edgeprobe host` with sudo writes the commands."},
    {kFilterDropsModule, "A rule of a packet filter of the host stops the module network's packets",
     "Take the rule away, or let the module network through before it. `edgeprobe host` with sudo "
     "writes the commands."},
    {kVpnKillSwitch, "A VPN client's kill switch on the host stops the module network's packets",
     "Turn the kill switch off, or allow local networks in the VPN client's settings."},
    {kMasqueradeMissing, "The module network's packets leave the host with their own addresses",
     "Masquerade them: `iptables -t nat -I POSTROUTING -s SUBNET ! -o BRIDGE -j MASQUERADE`. "
     "Docker does so unless its network has enable_ip_masquerade=false, or the daemon "
     "`--iptables=false`; restarting Docker brings rules back that something has flushed."},
    {kTranslationAddress, "The module network's packets get a source that is not the uplink's",
     "Let the rule masquerade, or give it the uplink's own address; a firewall script with a fixed "
     "address is wrong as soon as DHCP gives the host another one."},
    {kContainerDnsStandIn, "Containers ask 8.8.8.8, since the host's name servers are its own",
     "Name the site's name servers for containers: \"dns\": [\"ADDRESS\"] in "
     "/etc/docker/daemon.json, then restart Docker; or in the module's createOptions "
     "(\"HostConfig\": {\"Dns\": [\"ADDRESS\"]})."},
    {kSecondUplink, "The host has a second uplink, which the module network's packets do not take",
     "Where the one they take leads nowhere, give the other the lower metric: `ip route replace "
     "default via GATEWAY dev INTERFACE metric METRIC`, or in the network manager's settings."},
    {kOtherGateway, "The module network's packets go by another gateway than the host's own",
     "Where that gateway leads nowhere, take the policy rule away that leads to it, or put one in "
     "front: `ip rule add from SUBNET lookup main`."},
    {kAgentExitsAfterAMinute, "The edge agent exits with code 1 after about a minute",
     "Neither 5671 nor 443 gets an answer: see where they end with `edgeprobe run --vantage "
     "bridge:BRIDGE` on the host, and mend what it names."},
    {kRuntimeContainerEnded, "The edge agent's or the edge hub's container has failed",
     "Read what it said last: `edgeprobe logs --container NAME`."},
    {kRuntimeSettingWrong, "A variable of the edge agent's or the edge hub's environment is wrong",
     "Correct it in the deployment, and for the first agent in [agent.env] of "
     "/etc/aziot/config.toml; then `iotedge config apply`."},
};

}  // namespace

std::span<const HostCauseRow> host_cause_rows() { return kHostCauses; }

std::string_view host_cause_fix(std::string_view code) {
  const auto* row = find_row(host_cause_rows(), code, &HostCauseRow::code);
  return row ? row->fix : std::string_view();
}

}  // namespace edge::probe
