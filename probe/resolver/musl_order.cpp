#include "probe/resolver/musl_order.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <tuple>

#include "probe/resolver/address_octets.hpp"

namespace edge::probe {
namespace {

struct MuslRow {
  Octets prefix;
  int length;  // bits
  int precedence;
  int label;
};

// lookup_name.c, defpolicy: the first that fits counts.
constexpr std::array<MuslRow, 6> kMuslRows = {{
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, 50, 0},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, 35, 4},
    {{0x20, 0x02}, 16, 30, 2},
    {{0x20, 0x01}, 32, 5, 5},
    {{0xfc}, 7, 3, 13},
    {{}, 0, 40, 1},
}};

const MuslRow& row_of(const Octets& address) {
  return *std::ranges::find_if(kMuslRows, [&](const MuslRow& row) {
    return common_prefix(address, row.prefix) >= row.length;
  });
}

/// Of IPv4 addresses all are global, loopback and link-local ones too.
int musl_scope_of(const IpAddress& address) {
  return address.is_v4() ? kGlobal : v6_scope(address.to_v6());
}

/// The greater one is tried first.
std::tuple<bool, bool, bool, int, int, int> key_of(const Destination& destination) {
  const Octets octets = octets_of(destination.address);
  const MuslRow& row = row_of(octets);
  const int scope = musl_scope_of(destination.address);
  if (!destination.source) return {false, false, false, row.precedence, -scope, 0};
  const Octets source = octets_of(*destination.source);
  return {true,
          scope == musl_scope_of(*destination.source),
          row.label == row_of(source).label,
          row.precedence,
          -scope,
          common_prefix(source, octets)};
}

}  // namespace

void sort_as_musl(std::vector<Destination>& destinations) {
  std::ranges::stable_sort(destinations, std::greater{}, key_of);
}

}  // namespace edge::probe
