#include "probe/resolver/address_order.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "common/world/prefix.hpp"
#include "probe/resolver/address_octets.hpp"
#include "probe/resolver/musl_order.hpp"

namespace edge::probe {
namespace {

constexpr int kMappedPrefix = 96;  // bits in front of an IPv4-mapped address

struct PolicyRow {
  Octets prefix;
  int length;  // bits
  int precedence;
  int label;
};

// getaddrinfo.c, default_precedence and default_labels, longest prefix first. The labels of
// fec0::/10, fc00::/7 and 2001::/32 are glibc's own; their precedence is that of ::/0.
constexpr std::array<PolicyRow, 8> kPolicies = {{
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, 50, 0},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, 10, 4},
    {{}, 96, 20, 3},
    {{0x20, 0x01}, 32, 40, 7},
    {{0x20, 0x02}, 16, 30, 2},
    {{0xfe, 0xc0}, 10, 40, 5},
    {{0xfc}, 7, 40, 6},
    {{}, 0, 40, 1},
}};

const PolicyRow& policy_of(const IpAddress& address) {
  const Octets octets = octets_of(address);
  return *std::find_if(kPolicies.begin(), kPolicies.end(), [&](const PolicyRow& row) {
    return common_prefix(octets, row.prefix) >= row.length;
  });
}

/// glibc's default_scopes for IPv4.
int scope_of(const IpAddress& address) {
  if (address.is_v6()) return v6_scope(address.to_v6());
  const auto octets = address.to_v4().to_bytes();
  const bool local = octets[0] == 127 || (octets[0] == 169 && octets[1] == 254);
  return local ? kLinkLocal : kGlobal;
}

/// Of rule 9: bits that destination and source share. IPv4 addresses share nothing that means
/// anything unless they are of one subnet.
int shared_prefix(const Destination& destination) {
  const int common = common_prefix(octets_of(destination.address), octets_of(*destination.source));
  if (destination.address.is_v6()) return common;
  const bool of_one_subnet = destination.subnet > 0 && common - kMappedPrefix >= destination.subnet;
  return of_one_subnet ? common : 0;
}

/// Positive: the first one is better.
int compare(const Destination& a, const Destination& b) {
  if (a.source.has_value() != b.source.has_value()) return a.source ? 1 : -1;
  const int scope_a = scope_of(a.address), scope_b = scope_of(b.address);
  const PolicyRow& policy_a = policy_of(a.address);
  const PolicyRow& policy_b = policy_of(b.address);
  if (a.source) {
    const bool scope_fits_a = scope_a == scope_of(*a.source);
    const bool scope_fits_b = scope_b == scope_of(*b.source);
    if (scope_fits_a != scope_fits_b) return scope_fits_a ? 1 : -1;
    const bool label_fits_a = policy_a.label == policy_of(*a.source).label;
    const bool label_fits_b = policy_b.label == policy_of(*b.source).label;
    if (label_fits_a != label_fits_b) return label_fits_a ? 1 : -1;
  }
  if (policy_a.precedence != policy_b.precedence) return policy_a.precedence - policy_b.precedence;
  if (scope_a != scope_b) return scope_b - scope_a;
  if (!a.source || a.address.is_v6() != b.address.is_v6()) return 0;
  return shared_prefix(a) - shared_prefix(b);
}

/// The length of the IPv4 network of each own address. glibc learns them only beside an IPv6
/// address other than ::1 (sysdeps/unix/sysv/linux/check_pf.c, make_request): empty without one.
std::map<IpAddress, int> subnets(const HostFacts& facts) {
  std::map<IpAddress, int> lengths;
  bool knows = false;
  for (const auto& interface : facts.interfaces) {
    for (const auto& address : interface.addresses) {
      const auto own = parse_prefix(address);
      const bool of_v4 = own && own->address.is_v4();
      if (of_v4) lengths[own->address] = own->length;
      knows = knows || (!of_v4 && !address.starts_with("::1/"));
    }
  }
  return knows ? lengths : std::map<IpAddress, int>{};
}

}  // namespace

void sort_destinations(std::vector<Destination>& destinations) {
  std::stable_sort(destinations.begin(), destinations.end(),
                   [](const auto& a, const auto& b) { return compare(a, b) > 0; });
}

std::vector<IpAddress> in_trial_order(World& world, CLibrary library,
                                      const std::vector<IpAddress>& addresses) {
  const bool as_musl = library == CLibrary::musl;
  const auto is_v4 = [](const IpAddress& address) { return address.is_v4(); };
  if (addresses.size() < 2 || (as_musl && std::ranges::all_of(addresses, is_v4))) return addresses;
  const auto lengths = subnets(world.host_facts());
  std::vector<Destination> destinations;
  for (const auto& address : addresses) {
    DatagramOptions options;
    options.connect = Endpoint{address, 1};  // any port: nothing is sent
    const auto socket = world.datagram(options);
    auto& added = destinations.emplace_back(Destination{address, {}, 0});
    if (!socket) continue;
    added.source = (*socket)->local().address;
    if (const auto own = lengths.find(*added.source); own != lengths.end()) {
      added.subnet = own->second;
    }
  }
  if (as_musl) {
    sort_as_musl(destinations);
  } else {
    sort_destinations(destinations);
  }
  std::vector<IpAddress> ordered;
  for (const auto& destination : destinations) ordered.push_back(destination.address);
  return ordered;
}

}  // namespace edge::probe
