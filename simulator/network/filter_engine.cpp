#include "simulator/network/filter_engine.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace edge {
namespace {

Chain::Kind chain_kind(Hook hook, int priority) {
  const bool enters = hook == Hook::prerouting || hook == Hook::output;
  const bool leaves = hook == Hook::postrouting || hook == Hook::input;
  if (enters && priority == kDestinationNat) return Chain::Kind::destination_nat;
  if (leaves && priority == kSourceNat) return Chain::Kind::source_nat;
  return Chain::Kind::filter;
}

bool needs_tracking(const Rule& rule) {
  const Action& action = rule.action;
  if (chain_kind(rule.hook, rule.priority) != Chain::Kind::filter) return true;
  return rule.match.state || std::holds_alternative<DestinationNat>(action) ||
         std::holds_alternative<Masquerade>(action) || std::holds_alternative<SaveMark>(action) ||
         std::holds_alternative<RestoreMark>(action);
}

/// A packet without a device is not the one that is named (Linux 4.11 on, nft_meta as iptables).
bool interface_matches(const std::optional<std::string>& is,
                       const std::optional<std::string>& is_not, const Interface* actual) {
  if (is && (!actual || actual->name != *is)) return false;
  return !is_not || !actual || actual->name != *is_not;
}

bool ports_match(const Match& match, const Packet& packet) {
  if (!match.source_port && !match.destination_port) return true;
  if (protocol_of(packet) == Protocol::icmp) return false;
  if (match.source_port && source_of(packet).port != *match.source_port) return false;
  return !match.destination_port || destination_of(packet).port == *match.destination_port;
}

}  // namespace

FilterEngine::FilterEngine(const std::vector<Rule>& rules) {
  tracks_ = std::ranges::any_of(rules, needs_tracking);
  for (const Rule& rule : rules) {
    const auto kind = chain_kind(rule.hook, rule.priority);
    chain(rule.hook, rule.priority, kind).rules.push_back(rule);
  }
  if (tracks_) {
    for (const Hook hook : {Hook::prerouting, Hook::output}) {
      chain(hook, kTracking, Chain::Kind::track);
      chain(hook, kDestinationNat, Chain::Kind::destination_nat);
    }
    for (const Hook hook : {Hook::input, Hook::postrouting}) {
      chain(hook, kSourceNat, Chain::Kind::source_nat);
    }
  }
  for (auto& chains : hooks_) std::ranges::stable_sort(chains, {}, &Chain::priority);
}

Chain& FilterEngine::chain(Hook hook, int priority, Chain::Kind kind) {
  auto& chains = hooks_[static_cast<std::size_t>(hook)];
  for (Chain& known : chains) {
    if (known.priority == priority && known.kind == kind) return known;
  }
  return chains.emplace_back(Chain{priority, kind, {}});
}

bool matches(const Match& match, const PacketContext& context, const Routing& routing) {
  const Packet& packet = context.packet;
  if (!interface_matches(match.in_interface, match.not_in_interface, context.in)) return false;
  if (!interface_matches(match.out_interface, match.not_out_interface, context.out)) return false;
  if (match.source && !match.source->contains(packet.source)) return false;
  if (match.destination && !match.destination->contains(packet.destination)) return false;
  if (match.protocol && protocol_of(packet) != *match.protocol) return false;
  if (!ports_match(match, packet)) return false;
  if (match.state && context.tracked.state != *match.state) return false;
  if (match.mark && packet.mark != *match.mark) return false;
  if (match.longer_than && packet.size() <= *match.longer_than) return false;
  return !match.source_type || routing.address_type(packet.source) == *match.source_type;
}

}  // namespace edge
