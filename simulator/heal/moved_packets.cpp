#include "simulator/heal/moved_packets.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "simulator/host_view/host_facts.hpp"
#include "simulator/host_view/node_links.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

constexpr std::size_t kMostTold = 6;

/// A network, and an address of it that stands for the others.
struct Sample {
  std::string words;
  IpAddress address;
};

/// What the host has routes to, and where only a default route leads: TEST-NET-3 is nobody's.
std::vector<Sample> samples_of(const Site& site) {
  std::vector<Sample> samples{{"the internet", prefix_literal("203.0.113.200").address}};
  const auto add = [&](const Prefix& network) {
    const bool wide = network.length <= 1 || !network.address.is_v4();
    if (wide || network == site.subnet || network.contains(site.peer.address)) return;
    const IpAddress first = first_address(network);
    samples.push_back({to_string(network), network.length < 31 ? next_address(first) : first});
  };
  for (const Route& each : site.host.routes) add(each.destination);
  for (const Interface& each : site.host.interfaces) {
    for (const Prefix& address : each.addresses) add(network_of(address));
  }
  return samples;
}

std::string way_of(const Node& host, const probe::AskKernel& ask, const probe::Lookup& packet) {
  const auto answer = ask(packet);
  if (!answer.error.empty()) return "nowhere";
  const Interface* out = interface_of(host, answer.out_link);
  return out ? "by " + out->name : "to the host itself";
}

}  // namespace

std::vector<std::string> moved_packets(const Site& before, const Topology& after) {
  const Node& healed = *find_node(after, before.host.name);
  const auto old_kernel = computed_kernel(before.host), new_kernel = computed_kernel(healed);
  auto samples = samples_of(before);
  std::vector<std::string> lines;
  const auto compare = [&](const std::string& whose, const Sample& to, probe::Lookup packet) {
    packet.destination = to.address;
    const auto was = way_of(before.host, old_kernel, packet);
    const auto is = way_of(healed, new_kernel, packet);
    const auto line = fmt::format("{} to {}: {} instead of {}", whose, to.words, is, was);
    if (was != is && std::ranges::count(lines, line) == 0) lines.push_back(line);
  };
  const auto module = boost::asio::ip::make_address_v4(before.subnet.address.to_v4().to_uint() + 2);
  for (const Sample& each : samples) {
    compare("the module network's packets", each,
            {module, {}, link_index(before.host, before.bridge), before.peer.port});
    compare("the host's own", each, {std::nullopt, {}, 0, before.peer.port});
  }
  compare("the host's own", {before.peer.address.to_string(), before.peer.address},
          {std::nullopt, {}, 0, before.peer.port});
  if (lines.size() > kMostTold) {
    const auto more = lines.size() - kMostTold;
    lines.resize(kMostTold);
    lines.push_back(fmt::format("and {} more", more));
  }
  return lines;
}

}  // namespace edge::sim
