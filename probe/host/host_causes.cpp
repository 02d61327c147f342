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
};

}  // namespace

std::span<const HostCauseRow> host_cause_rows() { return kHostCauses; }

std::string_view host_cause_fix(std::string_view code) {
  const auto* row = find_row(host_cause_rows(), code, &HostCauseRow::code);
  return row ? row->fix : std::string_view();
}

}  // namespace edge::probe
