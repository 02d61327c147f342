#include "probe/host/filter_remedies.hpp"

#include <fmt/format.h>
#include <linux/netfilter.h>

#include <algorithm>
#include <array>

#include "probe/host/filter_products.hpp"

namespace edge::probe {
namespace {

constexpr std::string_view kPlainName =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
constexpr std::array<std::string_view, 5> kIptablesTables = {"filter", "nat", "mangle", "raw",
                                                             "security"};

/// As nft(8) and a shell take it without quotes within quotes.
bool is_plain_name(const std::string& name) {
  return !name.empty() && name.find_first_not_of(kPlainName) == name.npos && name[0] != '-';
}

/// Chains that iptables-nft(8) keeps are called as those of the kernel's hooks.
bool is_of_iptables(const FilterTable& table, const FilterChain& base) {
  if (table.legacy) return true;
  const bool upper = std::ranges::none_of(base.name, [](char c) { return c >= 'a' && c <= 'z'; });
  return table.family != NFPROTO_INET && upper &&
         std::ranges::count(kIptablesTables, table.name) > 0;
}

std::string iptables_command(const FilterTable& table) {
  const std::string of = table.family == NFPROTO_IPV6 ? "ip6tables" : "iptables";
  const std::string program = of + (table.legacy ? "-legacy" : "-nft");
  return table.name == "filter" ? program : fmt::format("{} -t {}", program, table.name);
}

/// "-I" puts it first; "-D" takes it away.
Remedy by_iptables(const std::string& command, const std::string& chain,
                   const std::vector<std::string>& rules) {
  Remedy remedy;
  for (const std::string& rule : rules) {
    remedy.commands.push_back(fmt::format("{} -I {} {}", command, chain, rule));
    remedy.undo.insert(remedy.undo.begin(), fmt::format("{} -D {} {}", command, chain, rule));
  }
  return remedy;
}

/// nft deletes a rule by its handle alone, which the rule's comment leads to.
Remedy by_nft(const std::string& chain, const std::vector<std::string>& rules) {
  Remedy remedy;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::string comment = fmt::format("edgeprobe {}", i == 0 ? "out" : "back");
    remedy.commands.push_back(
        fmt::format("nft 'insert rule {} {} comment \"{}\"'", chain, rules[i], comment));
    remedy.undo.insert(
        remedy.undo.begin(),
        fmt::format("nft delete rule {0} handle $(nft -a list chain {0} | sed -n "
                    "'s/.*\"{1}\" # handle //p')", chain, comment));
  }
  return remedy;
}

std::vector<std::string> iptables_rules(std::uint32_t hook, const LetThrough& wanted) {
  const auto subnet = to_string(wanted.subnet);
  const auto bridge = shell_word(wanted.bridge), uplink = shell_word(wanted.uplink);
  if (!bridge || !uplink) return {};
  if (hook != NF_INET_PRE_ROUTING) {
    const char* in = hook == NF_INET_FORWARD ? "i" : "o";
    const auto& link = hook == NF_INET_FORWARD ? *bridge : *uplink;
    return {fmt::format("-{} {} -s {} -j ACCEPT", in, link, subnet),
            fmt::format("-o {} -d {} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
                        *bridge, subnet)};
  }
  return {fmt::format("-i {} -s {} -j ACCEPT", *bridge, subnet),
          fmt::format("-i {} -p tcp --sport {} -j ACCEPT", *uplink, wanted.port)};
}

std::vector<std::string> nft_rules(std::uint32_t hook, const LetThrough& wanted) {
  const char* ip = wanted.subnet.address.is_v4() ? "ip" : "ip6";
  const auto subnet = to_string(wanted.subnet);
  if (hook != NF_INET_PRE_ROUTING) {
    const char* in = hook == NF_INET_FORWARD ? "iifname" : "oifname";
    const auto& link = hook == NF_INET_FORWARD ? wanted.bridge : wanted.uplink;
    return {fmt::format("{} \"{}\" {} saddr {} accept", in, link, ip, subnet),
            fmt::format("oifname \"{}\" {} daddr {} ct state established,related accept",
                        wanted.bridge, ip, subnet)};
  }
  return {fmt::format("iifname \"{}\" {} saddr {} accept", wanted.bridge, ip, subnet),
          fmt::format("iifname \"{}\" tcp sport {} accept", wanted.uplink, wanted.port)};
}

const char* family_name(const FilterTable& table) {
  if (table.family == NFPROTO_IPV6) return "ip6";
  return table.family == NFPROTO_INET ? "inet" : "ip";
}

bool has_table(const HostState& state, const char* name, bool legacy) {
  const int family = state.ipv6 ? NFPROTO_IPV6 : NFPROTO_IPV4;
  return std::ranges::any_of(state.filters->rules.tables, [&](const FilterTable& table) {
    return table.family == family && table.name == name && table.legacy == legacy;
  });
}

}  // namespace

LetThrough let_through(const Scene& scene) {
  const HostLink* bridge = scene.link(scene.trace.bridge);
  const HostLink* uplink = scene.link(scene.trace.out.out_link());
  return {scene.trace.subnet, bridge ? bridge->name : "", uplink ? uplink->name : "",
          scene.all.port};
}

Remedy remedy_of_filter(const HostState& state, const FilterStep& stop, std::uint32_t hook,
                        const LetThrough& wanted) {
  const FilterSign* sign = sign_of_chain(*stop.table, *stop.chain);
  const auto bridge = shell_word(wanted.bridge);
  if (!bridge) return {};
  if (sign && sign->product == kFirewalld) {
    return {{fmt::format("firewall-cmd --zone=trusted --add-interface={}", *bridge)},
            {fmt::format("firewall-cmd --zone=trusted --remove-interface={}", *bridge)}};
  }
  const bool of_ufw = sign ? sign->product == kUfw
                           : !stop.rule && has_filters_of(state.filters->rules, kUfw);
  if (of_ufw && hook == NF_INET_FORWARD) {
    const auto what = fmt::format("allow in on {} from {}", *bridge, to_string(wanted.subnet));
    return {{"ufw route prepend " + what}, {"ufw route delete " + what}};
  }
  const FilterChain& base = stop.base();
  // Docker leaves what is in DOCKER-USER as it is when it starts anew.
  const std::string& chain = stop.chain->name == "DOCKER-USER" ? stop.chain->name : base.name;
  if (is_of_iptables(*stop.table, base)) {
    return by_iptables(iptables_command(*stop.table), chain, iptables_rules(hook, wanted));
  }
  const bool plain = is_plain_name(stop.table->name) && is_plain_name(base.name) &&
                     is_plain_name(wanted.bridge) && is_plain_name(wanted.uplink);
  if (!plain) return {};
  const auto place = fmt::format("{} {} {}", family_name(*stop.table), stop.table->name, base.name);
  return by_nft(place, nft_rules(hook, wanted));
}

Remedy remedy_of_translation(const HostState& state, const LetThrough& wanted) {
  const auto bridge = shell_word(wanted.bridge);
  if (!bridge) return {};
  const auto subnet = to_string(wanted.subnet);
  const bool legacy = has_table(state, "nat", true);
  if (legacy || has_table(state, "nat", false)) {
    const std::string of = state.ipv6 ? "ip6tables" : "iptables";
    const std::string program = of + (legacy ? "-legacy -t nat" : "-nft -t nat");
    return by_iptables(program, "POSTROUTING",
                       {fmt::format("-s {} ! -o {} -j MASQUERADE", subnet, *bridge)});
  }
  if (!is_plain_name(wanted.bridge)) return {};
  const char* ip = state.ipv6 ? "ip6" : "ip";
  return {{fmt::format("nft add table {} edgeprobe", ip),
           fmt::format("nft 'add chain {} edgeprobe nat {{ type nat hook postrouting priority "
                       "srcnat; }}'", ip),
           fmt::format("nft 'add rule {0} edgeprobe nat {0} saddr {1} oifname != \"{2}\" "
                       "masquerade'", ip, subnet, wanted.bridge)},
          {fmt::format("nft delete table {} edgeprobe", ip)}};
}

}  // namespace edge::probe
