#include "probe/host/filter_findings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <linux/netfilter.h>
#include <netinet/in.h>

#include <algorithm>

#include "common/base/escape.hpp"
#include "probe/filters/rule_text.hpp"
#include "probe/host/filter_products.hpp"
#include "probe/host/filter_remedies.hpp"
#include "probe/host/filter_text.hpp"
#include "probe/host/host_causes.hpp"
#include "probe/host/translation_findings.hpp"

namespace edge::probe {
namespace {

std::string_view code_of(const FilterStep& stop, const FilterSign* sign) {
  if (sign && sign->owner == FilterOwner::vpn) return kVpnKillSwitch;
  return stop.rule ? kFilterDropsModule : kForwardPolicyDrop;
}

std::string stop_words(const FilterStep& stop, std::string_view what) {
  const auto does = stop.outcome.end == RuleEnd::rejects ? "rejects" : "drops";
  if (!stop.rule) {
    return fmt::format("The policy of {} {} {}: no rule of it lets them through.",
                       chain_place(stop), does, what);
  }
  return fmt::format("A rule in {} {} {}.", chain_place(stop), does, what);
}

/// "TCP 443 gets through, UDP 53 does not."
std::string other_ports_words(const NetworkTrace& trace) {
  std::string text;
  for (const OtherFlow& flow : trace.other_flows) {
    const bool stopped = flow.out.stopped() || flow.back.stopped();
    text += fmt::format("{}{} {} {}", text.empty() ? " " : ", ",
                        flow.protocol == IPPROTO_TCP ? "TCP" : "UDP", flow.port,
                        stopped ? "does not get through, either" : "gets through");
  }
  return text.empty() ? text : text + ".";
}

std::string fix_of(const FilterStep& stop, const FilterSign* sign) {
  if (sign && sign->owner == FilterOwner::vpn) {
    return fmt::format("{} lets no packets past its tunnel while it is on: turn its kill switch "
                       "off, allow local networks in its settings, or let the module network "
                       "through.", sign->product);
  }
  if (sign && sign->product == kFirewalld) {
    return "Put the bridge into a zone that is forwarded from; `--permanent` keeps it.";
  }
  if (stop.chain->name == "DOCKER-USER") {
    return "Take the rule away, or let the module network through before it.";
  }
  return "Let the module network through before it, or take it away; what loads the filter at "
         "boot (/etc/nftables.conf, iptables-persistent, a script) needs the same.";
}

MaybeFinding stopped_on(const Scene& scene, const FilteredPacket& filtered,
                        std::string_view what) {
  const HookWay* hook = filtered.stopped_at();
  if (!hook) return std::nullopt;
  const FilterStep& stop = *hook->way.stopped;
  const FilterSign* sign = sign_of_chain(*stop.table, *stop.chain);
  auto finding = finding_of(code_of(stop, sign), stop_words(stop, what));
  finding.cause += other_ports_words(scene.trace);
  finding.confidence = hook->way.certain ? Confidence::certain : Confidence::possible;
  if (!hook->way.certain) {
    finding.cause += " A rule before it, which this program cannot read, may let them through.";
  }
  finding.rule = fmt::format("{}: {}", rule_place(stop), effect_rule_text(stop));
  if (sign) finding.product = std::string(sign->product);
  if (sign) finding.sign = "the name of its chain or table";
  finding.fix = fix_of(stop, sign);
  const Remedy remedy = remedy_of_filter(scene.state, stop, hook->hook, let_through(scene));
  finding.commands = remedy.commands;
  finding.undo = remedy.undo;
  return finding;
}

/// What only the other ports meet is less: the agent has other ways.
MaybeFinding other_port_stopped(const Scene& scene) {
  for (const OtherFlow& flow : scene.trace.other_flows) {
    const bool out = flow.out.stopped() != nullptr;
    const char* of = flow.protocol == IPPROTO_TCP ? "TCP" : "UDP";
    auto found = stopped_on(scene, out ? flow.out : flow.back,
                            fmt::format("the module network's {} to {} {}",
                                        out ? "packets" : "answers", of, flow.port));
    if (!found) continue;
    found->severity = Severity::warning;
    return found;
  }
  return std::nullopt;
}

}  // namespace

MaybeFinding stopped_by_filter(const Scene& scene) {
  const auto& trace = scene.trace;
  auto out = stopped_on(scene, trace.out_filters, "the module network's packets for the hub");
  if (out) return out;
  // Answers to the module's own address do not come: what would stop them is no cause.
  const auto untranslated = not_translated(scene);
  if (untranslated && untranslated->severity == Severity::error) return std::nullopt;
  auto back = stopped_on(scene, trace.back_filters, "the hub's answers to the module network");
  if (back) return back;
  auto later = stopped_on(scene, trace.later_filters,
                          "what the module network sends once a connection is open");
  return later ? later : other_port_stopped(scene);
}

}  // namespace edge::probe
