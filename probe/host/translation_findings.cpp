#include "probe/host/translation_findings.hpp"

#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>

#include "probe/host/filter_products.hpp"
#include "probe/host/filter_remedies.hpp"
#include "probe/host/filter_text.hpp"
#include "probe/host/host_causes.hpp"
#include "probe/verdicts/path_facts.hpp"

namespace edge::probe {
namespace {

/// The interface that has it; null: none does.
const HostLink* link_with(const HostState& state, const IpAddress& address) {
  const auto link = std::ranges::find_if(state.links, [&](const HostLink& each) {
    return std::ranges::count(each.addresses, address, &Prefix::address) > 0;
  });
  return link == state.links.end() ? nullptr : &*link;
}

MaybeFinding led_away(const FilteredPacket& out, const std::string& what) {
  if (!out.destination_changed || out.hooks.empty()) return std::nullopt;
  const FilterWay& way = out.hooks.back().way;
  if (way.steps.empty()) return std::nullopt;
  const FilterStep& step = way.steps.back();
  auto finding = finding_of(
      kHostPortRedirected,
      fmt::format("A rule in {} leads the module network's packets for {} to another machine, or "
                  "to the host itself: who they are for does not get them.", chain_place(step),
                  what));
  finding.confidence = way.certain ? Confidence::certain : Confidence::possible;
  finding.rule = fmt::format("{}: {}", rule_place(step), effect_rule_text(step));
  finding.fix = "Take the rule away, or let it leave the module network out (a transparent proxy, "
                "a port forwarding that is too wide).";
  return finding;
}

}  // namespace

MaybeFinding not_translated(const Scene& scene) {
  const FilteredPacket& out = scene.trace.out_filters;
  const HostLink* leaves = scene.link(scene.trace.out.out_link());
  // Of IPv6 only unique local addresses (RFC 4193) need it.
  if (scene.state.ipv6 && !is_private(scene.trace.module)) return std::nullopt;
  const bool whole = scene.state.filters && scene.state.filters->complete();
  if (!whole || !out.looked_at || out.stopped() || out.destination_changed || !leaves) {
    return std::nullopt;
  }
  if (leaves->index == scene.trace.bridge || out.hooks.size() < 3 || out.translated()) {
    return std::nullopt;
  }
  const bool untracked = out.packet.tracking == Tracking::never;
  auto finding = finding_of(
      kMasqueradeMissing,
      fmt::format("The module network's packets leave by {} with the module's own address: {}. "
                  "Nobody outside knows the way back to {}, unless the network's router was given "
                  "a route to it.", scene.name(leaves->index),
                  untracked ? "a rule keeps them out of the connection table, without which none "
                              "is translated"
                            : "no rule masquerades them",
                  to_string(scene.trace.subnet)));
  const bool inside = is_private(scene.all.hub);
  finding.confidence = inside ? Confidence::possible : Confidence::likely;
  finding.severity = inside ? Severity::warning : Severity::error;
  const Remedy remedy = remedy_of_translation(scene.state, let_through(scene));
  if (!untracked) {
    finding.commands = remedy.commands;
    finding.undo = remedy.undo;
  }
  return finding;
}

MaybeFinding translated_wrongly(const Scene& scene) {
  const FilterStep* step = scene.trace.out_filters.translated();
  const HostLink* leaves = scene.link(scene.trace.out.out_link());
  if (!step || !leaves || step->outcome.translation != Translation::source) return std::nullopt;
  const auto address = translated_address(*step);
  const HostLink* owner = address ? link_with(scene.state, *address) : nullptr;
  if (!address || owner == leaves) return std::nullopt;
  auto finding = finding_of(
      kTranslationAddress,
      fmt::format("A rule in {} gives the module network's packets, which leave by {}, the source "
                  "{}: {}. Answers come only if the network's router sends that address here.",
                  chain_place(*step), scene.name(leaves->index), address->to_string(),
                  owner ? fmt::format("the address of {}, another interface",
                                      scene.name(owner->index))
                        : std::string("no address of this host")));
  const bool certain = step->outcome.holds == Truth::yes && !owner;
  finding.confidence = certain ? Confidence::likely : Confidence::possible;
  if (owner) finding.severity = Severity::warning;
  finding.rule = fmt::format("{}: {}", rule_place(*step), effect_rule_text(*step));
  if (const FilterSign* sign = sign_of_chain(*step->table, *step->chain)) {
    finding.product = std::string(sign->product);
    finding.sign = "the name of its chain or table";
  }
  return finding;
}

MaybeFinding led_elsewhere(const Scene& scene) {
  auto found = led_away(scene.trace.out_filters, fmt::format("TCP port {}", scene.all.port));
  for (const OtherFlow& flow : scene.trace.other_flows) {
    if (found) break;
    found = led_away(flow.out, fmt::format("{} port {}",
                                           flow.protocol == IPPROTO_TCP ? "TCP" : "UDP",
                                           flow.port));
    if (found) found->severity = Severity::warning;
  }
  return found;
}

}  // namespace edge::probe
