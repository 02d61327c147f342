// What to do about name servers that give no answer, by what is known of them. For {fmt}:
// addresses, ports and routers are filled in.
#pragma once

namespace edge::probe {

inline constexpr const char* kUnusableLineFix =
    "Mend what the C library passes over: of /etc/resolv.conf itself its mode (`chmod 644`), or a "
    "link that leads to a file which is not there, as to systemd-resolved's in a container; of a "
    "line its address. Or have the engine write the file: {engine.dns}.";

inline constexpr const char* kAllowUdp =
    "Have UDP port {0} to {1} allowed where it is dropped: on {1} itself (`nft list ruleset`), on "
    "the way, or on the host.";

// A resolver that forwards is silent when its own way out is dead: more often than it hangs.
inline constexpr const char* kSeeWhetherSiteIsOnline =
    "See whether another device at this site reaches the internet. If none does, the site's uplink "
    "is down, and names are only the first to notice: another name server does not help. If they "
    "do, it is the name server at {0}, or the servers that it asks: have its administrator look, "
    "or give the agent another one that this network may reach.";

inline constexpr const char* kSeeWhetherAnythingPasses =
    "No packet is heard of from behind {0}, so another name server may not help. Behind a "
    "container engine run `edgeprobe host` on the host: it names a route, rule or VPN that keeps "
    "packets back. Then see whether another device at this site reaches the internet. If it does, "
    "give the agent a name server that this network may reach.";

inline constexpr const char* kCameUpFix =
    "See what started at that time: a name server, a link or a VPN that comes up after the agent "
    "does. Have it start before the agent, or leave it to the agent to try again.";

inline constexpr const char* kCutOffFix =
    "See what ended at that time: a guest's or portal's login that ran out, a lease, a rule by "
    "time of day, a link or a VPN that went down. Run the probe again: if nothing answers now, it "
    "is closed for good.";

inline constexpr const char* kFindTheLoss =
    "Run `ping -c 100` to the name server, and to each router before it: where packets are lost, "
    "look at that link (a weak radio, a damaged cable, an overloaded uplink). If none are, the "
    "server is slow or overloaded: have its administrator look. It is not blocked.";

inline constexpr const char* kNeighbourFix =
    "Packets to {0} pass no router. Is it up, does a name server listen on it, and may the "
    "containers of this network talk to each other (the engine's `icc` setting; the host's filter "
    "on bridged packets)? Or give the agent another name server.";

inline constexpr const char* kNoWayOut =
    "Look at {0} first: it is reached, and says that it has no way on. Its uplink is probably "
    "down, or it is not meant to lead out (then a proxy does: `--proxy`). Names are only the first "
    "to notice; another name server does not help.";

/// Behind slirp4netns or pasta, which ask the servers of the host's resolv.conf.
inline constexpr const char* kHostsServerFix =
    "Look at {0} first: does a name server run there (after `port unreachable` none does, or a "
    "filter rejects it)? Then give the host one that runs (its /etc/resolv.conf, `resolvectl "
    "status`), or the container another: {{engine.dns}}.";

/// Of a router that has no way to the private address of a name server.
inline constexpr const char* kForeignServerFix =
    "That name server is of another network, to which there is no way from here: of a VPN that is "
    "not connected, or of another site. Connect it, or give the agent a name server that this "
    "network may reach: {engine.dns}. The hub itself was never asked for.";

/// Of the host, which says at once that it cannot send there.
inline constexpr const char* kHostHasNoRouteFix =
    "Look at the host: has its uplink an address and a default route (`ip address`, `ip route`; a "
    "cable, a DHCP lease that ended), and does no rule of its own reject these packets? "
    "`edgeprobe host` there names which. Of a name server behind a VPN or at another site, the way "
    "there is missing. The hub itself was never asked for.";

/// Of a machine that finds nobody on its network, its own gateway neither; mostly of the host.
inline constexpr const char* kHostCutOffFix =
    "Look at that machine's uplink: packets for elsewhere end there as well, so it finds neither "
    "the name server nor its own gateway on its network. A cable, a switch's port or VLAN, Wi-Fi, "
    "or the router itself (`ip neighbour`, `ip -s link`; `edgeprobe host`). Another name server "
    "does not help. The hub itself was never asked for.";

/// Of a router that asks for it by ARP, in vain.
inline constexpr const char* kServerIsOffFix =
    "The name server {0} is off, unplugged or at another address: {1} has its network at hand, "
    "looks for it there for 3 s and finds nobody. Bring it up, or give the agent a name server "
    "that runs: {{engine.dns}}. If {0} is behind a VPN or at another site, {1} has the wrong route "
    "for it. The hub itself was never asked for.";

/// A name server of the host's own, as dnsmasq or systemd-resolved on the bridge's address.
inline constexpr const char* kHostsFilterFix =
    "Have the host's own filter accept UDP and TCP port 53 from the module network, in its INPUT "
    "chain: `ufw allow in on BRIDGE to any port 53`, `firewall-cmd --zone=docker "
    "--add-service=dns`, or a rule of `nft list ruleset` before the one that drops or rejects. Or "
    "give the agent a name server behind the host: {engine.dns}.";

inline constexpr const char* kServersFilterFix =
    "Have the filter of {0} accept UDP and TCP port 53 from the address that this site's packets "
    "come from (`nft list ruleset` there, `ufw status`, its access list), or give the agent a name "
    "server that it may ask: {{engine.dns}}.";

/// By an access list, or as dnsmasq with local-service (the default of Debian and OpenWrt) does
/// with clients of other networks than its own.
inline constexpr const char* kRefusesClientFix =
    "Does {0} resolve another name for this device (`getent ahosts www.microsoft.com`)? Then it, "
    "or a filter before it, drops queries for this one (a block list; unbound's deny, an RPZ): "
    "have it let {{hubs}} be looked up. Does it resolve names for others only? Then have it answer "
    "the address that these queries come from (dnsmasq: without local-service; unbound: "
    "access-control; BIND: allow-query). Of a container that is to be its host's: if `edgeprobe "
    "host` finds no masquerading there, that is what to mend. If it resolves for nobody, it is the "
    "servers that it asks. Or give the agent another name server: {{engine.dns}}.";

inline constexpr const char* kHostDropsDnsFix =
    "On the host let what it forwards for the module network to UDP and TCP port 53 pass: "
    "`edgeprobe host` there names the rule (`nft list ruleset`, `iptables -L FORWARD -nv`, "
    "{engine.chain}). If the host has none, what is right behind it drops them. Another name "
    "server behind it needs the same.";

inline constexpr const char* kHostTakesDnsFix =
    "On the host look for what takes UDP and TCP port 53, whatever the server: `nft list ruleset` "
    "or `iptables -t nat -S`, chain prerouting (a redirect to a DNS filter or a stub that does not "
    "answer the module network), `edgeprobe host`. Another name server does not help.";

inline constexpr const char* kSiteDropsDnsFix =
    "Have the firewall at or behind {0} let UDP and TCP port 53 to {1} pass, or give the agent the "
    "name server that this site allows: {{engine.dns}}.";

inline constexpr const char* kNobodyThereFix =
    "If that name server stands in the site's network, the module network has the same subnet, so "
    "that packets for it go through no gateway: create it anew with another (`{engine} network "
    "create --subnet ...`). If it is a machine of this network: is it up, at this address, "
    "and may members of this network talk to each other (isolated bridge ports, `bridge -d link`; "
    "client isolation of a Wi-Fi access point; the engine's `icc` setting)?";

inline constexpr const char* kWaitLongerFix =
    "Take `timeout` and `attempts` out of the `options` in resolv.conf (the engine's "
    "--dns-option): they end the agent's wait before this server answers.";

inline constexpr const char* kSlowServerFix =
    "Have the server's administrator see why it is so slow (often the first of the servers that it "
    "asks is dead), or give the agent another one.";

inline constexpr const char* kOtherSenderFix =
    "Have the server answer from the address that is asked, {0} (it has several, or a NAT on the "
    "way translates one direction only), or give the agent {1} as its name server.";

inline constexpr const char* kNoEdnsFix =
    "Take `edns0` out of the `options` in resolv.conf (a container has it from its host's, where "
    "systemd-resolved writes it: the engine's --dns-option, or \"dns-opts\" in daemon.json), or "
    "have the server or the firewall before it let queries with an OPT record pass (RFC 6891).";

inline constexpr const char* kSlowSearchFix =
    "Have the server's administrator see why it is so slow, and names with dots asked for as they "
    "are first (`options ndots:1`; --dns-option ndots:1, in Kubernetes dnsConfig): that spares the "
    "search domains.";

inline constexpr const char* kNoSearchFix =
    "Take the search domain {0} out ({{engine}} run --dns-search .), or have names with dots asked "
    "as they are first (`options ndots:1`; --dns-option ndots:1, in Kubernetes dnsConfig); or have "
    "whoever runs that zone mend it.";

}  // namespace edge::probe
