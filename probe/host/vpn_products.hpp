// How the host's VPN clients are told apart by what they install: interfaces, tables, rules, marks,
// shapes and metrics of routes. Each row has its source; the first row that fits names the product.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "probe/host/host_state.hpp"

namespace edge::probe {

/// The shape of a route into a tunnel.
enum class RouteShape { any, halves, by_gateway, by_device };

/// What is empty or zero does not matter; all the rest must fit.
struct VpnSign {
  std::string_view product;
  std::string_view sign;        // in words: "both halves of the address space"
  std::string_view link;        // how the interface's name begins
  std::string_view kind;        // of the interface
  std::uint32_t table = 0;
  std::uint32_t first_priority = 0, last_priority = 0;  // of the rule
  std::uint32_t mark = 0;       // of the rule
  std::uint32_t metric = 0;     // of the route
  RouteShape shape = RouteShape::any;
  std::string_view setting;     // the product's own way to leave the module network alone
};

std::span<const VpnSign> vpn_signs();

/// Null: no known product's. `link` is that of the route.
const VpnSign* sign_of_route(const HostRoute& route, const HostLink* link);
/// Of the rule itself, else of what its table leads to.
const VpnSign* sign_of_rule(const HostRule& rule);
const VpnSign* sign_of_link(const HostLink& link);

}  // namespace edge::probe
