// Whose a packet filter's table or chain is: by the names that firewalls, engines and VPN clients
// give theirs. The first row that fits names the product.
#pragma once

#include <span>
#include <string_view>

#include "probe/filters/ruleset.hpp"

namespace edge::probe {

enum class FilterOwner { firewall, engine, vpn, other };

struct FilterSign {
  std::string_view product;
  FilterOwner owner = FilterOwner::other;
  std::string_view table;   // the whole name, or its beginning with a '*' at its end
  std::string_view chain;   // how its name begins; empty: any
};

std::span<const FilterSign> filter_signs();

/// Null: nobody's that is known here.
const FilterSign* sign_of_chain(const FilterTable& table, const FilterChain& chain);
/// Whether a table or chain of `product` is there.
bool has_filters_of(const Ruleset& rules, std::string_view product);

inline constexpr std::string_view kFirewalld = "firewalld", kUfw = "ufw", kDocker = "Docker";

}  // namespace edge::probe
