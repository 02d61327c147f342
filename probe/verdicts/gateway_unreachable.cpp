// gateway-unreachable: the next hop does not answer ARP or neighbour discovery; the own kernel
// reports it as host unreachable after about 3 s (neigh: 3 probes, 1 s apart).
#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/connect_phrases.hpp"
#include "probe/verdicts/dns_facts.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

constexpr const char* kOnOwnNetworkFix =
    "Packets for that address go through no gateway, as it lies in this device's own subnet. Is it "
    "the right address (`getent ahosts` with the name)? A hub of the cloud is never in there: then "
    "the module network has the subnet of another network, so create it anew with another --subnet "
    "(`{engine} network create --subnet ...`). A machine of this network: is it up, at this "
    "address (`ip neigh`), and may the members of this network talk to each other (isolated bridge "
    "ports, `bridge -d link`; client isolation of a Wi-Fi access point; the engine's `icc` "
    "setting)?";

constexpr const char* kBesideHostFix =
    "This container is in the site's network itself (macvlan or ipvlan), and its gateway is the "
    "site's router. Wi-Fi, hypervisors and switches with port security let one MAC address through "
    "for each port: use ipvlan or a bridge network, or have that lifted. Else check the gateway's "
    "address, the VLAN and the parent interface. The host itself is never reached this way.";

/// After `since` a router at the gateway's address answered a trace, or passed on what a name
/// server behind it said.
bool gateway_answers(const Case& facts, const IpAddress& gateway, Duration since) {
  const bool traced = std::ranges::any_of(facts.evidence, [&](const Evidence& seen) {
    const auto* trace = seen.begin > since ? detail_of<PathDetail>(seen) : nullptr;
    const Hop* first = trace ? hop_at(*trace, 1) : nullptr;
    return first && time_exceeded(*first) && first->icmp->sender == gateway;
  });
  return traced || std::ranges::any_of(exchanges(facts), [&](const DnsExchange* one) {
    const IpAddress& server = one->server.address;
    return one->begin > since && is_rcode(one->result) && !is_own_address(facts, server) &&
           !on_own_network(facts, server);
  });
}

/// The way to this address alone is by another next hop.
void say_other_next_hop(Verdict& verdict, const std::string& peers, const std::string& gateway,
                        const std::string& waited, const IpAddress& address) {
  verdict.cause = fmt::format(
      "This network's own route to {} leads to a next hop that does not answer (no ARP neighbour "
      "after {}); it is not the gateway{}, which does.", peers, waited, gateway);
  verdict.fix = fmt::format(
      "In this container's or device's network look at `ip route get {0}`: the next hop that it "
      "names is gone. Take that route away (`ip route show`; one that an ICMP redirect has set: "
      "`ip route flush cache`), or bring its machine up.", address.to_string());
}

std::optional<Verdict> gateway_unreachable_rule(const Case& facts) {
  const auto found = direct_failures(facts, Answer::no_neighbour);
  if (found.empty()) return std::nullopt;
  const Vantage vantage = vantage_of(facts);
  const ConnectTry& decisive = found.front().decisive;
  Verdict verdict = verdict_on(found);
  cite(verdict, vantage.evidence);
  for (const Trace& trace : traces_about(facts, found)) cite(verdict, trace.evidence);
  const std::string gateway = vantage.gateway ? " " + vantage.gateway->to_string() : "";
  const std::string waited = human_duration(decisive.end - decisive.begin);
  const std::string peers = peers_text(found);
  const IpAddress& address = decisive.peer.address;
  if (on_own_network(facts, address) && vantage.gateway != address) {
    verdict.cause = fmt::format(
        "{} is on this device's own network, where nobody answers at {} (no ARP neighbour after "
        "{}): that machine is down, has another address, or is kept apart from this one.", peers,
        address.to_string(), waited);
    verdict.fix = kOnOwnNetworkFix;
    return verdict;
  }
  if (vantage.gateway && gateway_answers(facts, *vantage.gateway, decisive.begin)) {
    say_other_next_hop(verdict, peers, gateway, waited, address);
    return verdict;
  }
  verdict.cause = fmt::format(
      "The gateway{} of this device's own network does not answer (no ARP neighbour after {}), so "
      "no packet leaves for {}.", gateway, waited, peers);
  if (vantage.beside_host) verdict.fix = kBesideHostFix;
  return verdict;
}

}  // namespace

constinit const VerdictRow kGatewayUnreachable{
    .code = "gateway-unreachable",
    .severity = Severity::error,
    .stage = "connect",
    .title = "The gateway of the own network does not answer ARP",
    .fix = "The first machine on the way is gone or at another address.\nOn a device: check cable, "
           "Wi-Fi, VLAN and the gateway's address (`ip route show default`, `ip neigh`).\nIn a "
           "container: the bridge of its network has lost its address or the container hangs on a "
           "network that no longer exists; `{engine} network inspect azure-iot-edge`, then restart "
           "the container engine.",
    .guide = "IoT Edge agent stops after a minute",
    .rule = gateway_unreachable_rule};

}  // namespace edge::probe
