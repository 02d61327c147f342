#include "probe/attempt/path_targets.hpp"

#include <algorithm>

namespace edge::probe {
namespace {

/// Nobody's addresses (RFC 5737, TEST-NET-1; RFC 3849), for packets whose TTL ends on the first
/// routers: while no address of the hub is known, they tell a dead way from a dead name server.
const Endpoint kNobody{boost::asio::ip::make_address("192.0.2.1"), 443};
const Endpoint kNobodyV6{boost::asio::ip::make_address("2001:db8::1"), 443};
constexpr int kFirstRouters = 4;
// A port that firewalls let through sooner than any other.
constexpr std::uint16_t kWebPort = 443;

}  // namespace

std::vector<PathTarget> name_server_targets(const Endpoint& server) {
  std::vector<PathTarget> targets;
  if (!server.address.is_loopback()) {
    targets.push_back({std::string(PathDetail::name_server), server});
    targets.push_back({std::string(PathDetail::name_server_machine), {server.address, kWebPort}});
  }
  targets.push_back(beyond_host(server));
  return targets;
}

std::vector<PathTarget> way_targets(const Options& options, const std::string& transport,
                                    const Endpoint& peer) {
  std::vector<PathTarget> targets{{transport, peer}};
  const auto hub_ways = transport_rows();
  const auto way = std::ranges::find(hub_ways, transport, &TransportRow::name);
  // The ports of another endpoint, or of a proxy, are unknown.
  const bool to_hub = way != hub_ways.end() && !(options.proxy && way->web_port);
  for (const TransportRow& other : hub_ways) {
    if (!to_hub || other.name == transport) continue;
    targets.push_back({std::string(other.name), {peer.address, options.port_of(other)}});
  }
  return targets;
}

PathTarget beyond_host(const Endpoint& silent) {
  const bool v6 = silent.address.is_v6();
  PathTarget target{std::string(PathDetail::beyond_host), v6 ? kNobodyV6 : kNobody};
  target.options.max_ttl = kFirstRouters;
  return target;
}

}  // namespace edge::probe
