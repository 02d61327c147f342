#include "probe/host/filter_products.hpp"

#include <algorithm>

namespace edge::probe {
namespace {

// firewalld: src/firewall/core/nftables.py (TABLE_NAME), ipXtables.py (the suffixes of its chains
// are _direct, _ZONES, _POLICIES). ufw: src/before.rules. Docker: libnetwork's iptables and, from
// 29, nftables ("docker-bridges"). netavark: firewall/nft.rs. Tailscale: util/linuxfw. Mullvad:
// talpid-core firewall/linux.rs. wg-quick: linux.bash. The others by what they install.
constexpr FilterSign kFilterSigns[] = {
    {kFirewalld, FilterOwner::firewall, "firewalld", ""},
    {kFirewalld, FilterOwner::firewall, "", "FORWARD_"},
    {kFirewalld, FilterOwner::firewall, "", "FWD_"},
    {kUfw, FilterOwner::firewall, "", "ufw-"},
    {kDocker, FilterOwner::engine, "", "DOCKER"},
    {kDocker, FilterOwner::engine, "docker-bridges", ""},
    {"podman (netavark)", FilterOwner::engine, "netavark", ""},
    {"podman (netavark)", FilterOwner::engine, "", "NETAVARK"},
    {"CNI", FilterOwner::engine, "", "CNI-"},
    {"Kubernetes", FilterOwner::engine, "", "KUBE-"},
    {"libvirt", FilterOwner::engine, "", "LIBVIRT_"},
    {"Tailscale", FilterOwner::vpn, "", "ts-"},
    {"Mullvad", FilterOwner::vpn, "mullvad*", ""},
    {"WireGuard (wg-quick)", FilterOwner::vpn, "wg-quick-*", ""},
    {"Private Internet Access", FilterOwner::vpn, "", "piavpn."},
    {"ExpressVPN", FilterOwner::vpn, "", "evpn."},
    {"fail2ban", FilterOwner::other, "f2b-table", ""},
    {"fail2ban", FilterOwner::other, "", "f2b-"},
    {"crowdsec", FilterOwner::other, "crowdsec*", ""},
};

bool name_is(std::string_view wanted, std::string_view name) {
  if (wanted.empty()) return true;
  if (wanted.ends_with('*')) return name.starts_with(wanted.substr(0, wanted.size() - 1));
  return name == wanted;
}

}  // namespace

std::span<const FilterSign> filter_signs() { return kFilterSigns; }

const FilterSign* sign_of_chain(const FilterTable& table, const FilterChain& chain) {
  const auto sign = std::ranges::find_if(kFilterSigns, [&](const FilterSign& one) {
    return name_is(one.table, table.name) && chain.name.starts_with(one.chain);
  });
  return sign == std::end(kFilterSigns) ? nullptr : &*sign;
}

bool has_filters_of(const Ruleset& rules, std::string_view product) {
  return std::ranges::any_of(rules.tables, [&](const FilterTable& table) {
    return std::ranges::any_of(table.chains, [&](const auto& each) {
      const FilterSign* sign = sign_of_chain(table, each.second);
      return sign && sign->product == product;
    });
  });
}

}  // namespace edge::probe
