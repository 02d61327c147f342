// Packet filters: the module network is let through before what stops it, and translated.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "probe/capture/capture.hpp"
#include "simulator/heal/changes.hpp"
#include "simulator/network/filter_chains.hpp"
#include "simulator/topology/names.hpp"

namespace edge::sim {
namespace {

constexpr const char* kOpens = "the module network reaches whatever the host routes to";

bool stops(const Rule& rule) {
  return std::holds_alternative<Drop>(rule.action) || std::holds_alternative<Reject>(rule.action);
}

void put_in_front(Node& host, const Rule& rule) { host.rules.insert(host.rules.begin(), rule); }

Rule accept_at(Hook hook, int priority, const Match& match) {
  return {hook, priority, match, Accept{}, "heal"};
}

/// Where the host's own filter is: of a captured one iptables writes it, of others the lab's.
std::string insert_words(const Site& site, const ChainBase& base, const std::string& chain,
                         const std::string& nft, const std::string& iptables) {
  if (site.network.name != probe::kCapturedNetwork) {
    return fmt::format("nft 'insert rule ip edgesim {} {} accept'", chain, nft);
  }
  if (base.hook == Hook::prerouting) return "iptables -t raw -I PREROUTING " + iptables;
  return "iptables -I FORWARD " + iptables;
}

void add_forwarding(const Site& site, const NamedChain& chain, std::vector<Change>& changes) {
  Match out, back;
  out.in_interface = back.out_interface = site.bridge;
  out.source = back.destination = site.subnet;
  back.state = ConnectionState::established;
  const std::string subnet = to_string(site.subnet), bridge = site.bridge;
  const ChainBase base = *chain.base;
  changes.push_back(
      {fmt::format("the filter at {} lets the module network through, and its answers",
                   choice_name(base.hook)),
       {insert_words(site, base, chain.name,
                     fmt::format("iifname \"{}\" ip saddr {}", bridge, subnet),
                     fmt::format("-i {} -s {} -j ACCEPT", bridge, subnet)),
        insert_words(site, base, chain.name,
                     fmt::format("oifname \"{}\" ip daddr {} ct state established", bridge, subnet),
                     fmt::format("-o {} -d {} -m conntrack --ctstate ESTABLISHED -j ACCEPT",
                                 bridge, subnet))},
       {}, kOpens, 0, on_host(site, [base, out, back](Node& host) {
         put_in_front(host, accept_at(base.hook, base.priority, back));
         put_in_front(host, accept_at(base.hook, base.priority, out));
       })});
}

void add_entry(const Site& site, const NamedChain& chain, std::vector<Change>& changes) {
  Match in;
  in.in_interface = site.bridge;
  const ChainBase base = *chain.base;
  changes.push_back(
      {fmt::format("the filter at {} lets the module network in", choice_name(base.hook)),
       {insert_words(site, base, chain.name, fmt::format("iifname \"{}\"", site.bridge),
                     fmt::format("-i {} -j ACCEPT", site.bridge))},
       {}, kOpens, 0, on_host(site, [base, in](Node& host) {
         put_in_front(host, accept_at(base.hook, base.priority, in));
       })});
}

void add_translation(const Site& site, std::vector<Change>& changes) {
  Match match;
  match.source = site.subnet;
  match.not_out_interface = site.bridge;
  const Rule rule{Hook::postrouting, kSourceNat, match, Masquerade{}, "heal"};
  changes.push_back({"the module network's packets leave with the host's address",
                     {fmt::format("iptables -t nat -I POSTROUTING -s {} ! -o {} -j MASQUERADE",
                                  to_string(site.subnet), site.bridge)},
                     {}, "", 0, on_host(site, [rule](Node& host) { put_in_front(host, rule); })});
}

}  // namespace

void add_filter_changes(const Site& site, std::vector<Change>& changes) {
  std::set<std::pair<Hook, int>> stopping;
  for (const Rule& rule : site.host.rules) {
    if (stops(rule)) stopping.emplace(rule.hook, rule.priority);
  }
  for (const NamedChain& chain : filter_chains(site.host)) {
    if (!chain.base || !stopping.contains({chain.base->hook, chain.base->priority})) continue;
    if (chain.base->hook == Hook::forward) add_forwarding(site, chain, changes);
    if (chain.base->hook == Hook::prerouting) add_entry(site, chain, changes);
  }
  add_translation(site, changes);
}

}  // namespace edge::sim
