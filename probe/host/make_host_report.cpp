#include "probe/host/make_host_report.hpp"

#include <fmt/format.h>
#include <linux/fib_rules.h>
#include <linux/netfilter.h>
#include <linux/rtnetlink.h>

#include <algorithm>

#include "common/base/escape.hpp"
#include "common/base/version.hpp"
#include "common/world/endpoint.hpp"
#include "probe/host/filter_products.hpp"
#include "probe/host/filter_text.hpp"
#include "probe/host/host_findings.hpp"
#include "probe/host/vpn_products.hpp"

namespace edge::probe {
namespace {

std::string product_of(const VpnSign* sign) {
  return sign ? std::string(sign->product) : std::string();
}

const HostLink* first_link(const HostState& state, const HostRoute& route) {
  return route.hops.empty() ? nullptr : find_link(state, route.hops.front().link);
}

HostLinkFact link_fact(const HostState& state, const HostLink& link) {
  HostLinkFact fact{.name = printable(link.name, 64), .kind = printable(link.kind, 64)};
  if (link.master != 0) fact.master = name_text(state, link.master);
  fact.mtu = link.mtu;
  fact.up = link.up;
  fact.carrier = link.carrier;
  fact.tunnel = is_tunnel(link);
  for (const Prefix& address : link.addresses) fact.addresses.push_back(to_string(address));
  fact.forwards = link.forwards;
  fact.reverse_path_filter = link.reverse_path_filter;
  fact.product = product_of(sign_of_link(link));
  return fact;
}

std::string end_text(const LookupStep& step) {
  switch (step.end) {
    case StepEnd::nothing_fits: return "no route";
    case StepEnd::suppressed: return "left out: its prefix is too short for the rule";
    case StepEnd::passes_on: return "passed on";
    case StepEnd::decides: break;
  }
  return "decides";
}

PathStep step_fact(const HostState& state, const LookupStep& step) {
  PathStep fact{.rule = rule_text(*step.rule), .end = end_text(step)};
  if (step.route) {
    fact.route = route_text(state, *step.route);
    fact.product = product_of(sign_of_route(*step.route, first_link(state, *step.route)));
  }
  if (fact.product.empty()) fact.product = product_of(sign_of_rule(*step.rule));
  return fact;
}

std::string kernel_text(const HostState& state, const KernelAnswer& answer) {
  if (!answer.error.empty()) return fmt::format("refused: {}", answer.error.text);
  std::string text;
  if (answer.matched) text = network_text(*answer.matched);
  if (answer.gateway) text += " via " + answer.gateway->to_string();
  if (answer.out_link != 0) text += " dev " + name_text(state, answer.out_link);
  if (answer.table != 0) text += " table " + table_text(answer.table);
  if (answer.source) text += " src " + answer.source->to_string();
  return text;
}

std::string packet_text(const HostState& state, const Lookup& packet) {
  const auto with_port = [](const IpAddress& address, std::uint16_t port) {
    return address.to_string() + (port == 0 ? "" : fmt::format(":{}", port));
  };
  const auto to = with_port(packet.destination, packet.port);
  if (!packet.source) return fmt::format("the host's own > {}", to);
  const auto from = with_port(*packet.source, packet.source_port);
  return fmt::format("{} > {}, in by {}", from, to, name_text(state, packet.in_link));
}

HostPath path_fact(const HostState& state, const TracedPacket& traced,
                   const FilteredPacket& filtered) {
  HostPath path;
  if (!traced.asked) {
    path.note = "not asked: the way out ends before";
    return path;
  }
  path.packet = packet_text(state, traced.packet);
  for (const LookupStep& step : traced.walk.steps) path.steps.push_back(step_fact(state, step));
  path.other_rules = traced.walk.other_rules;
  path.kernel = kernel_text(state, traced.kernel);
  if (traced.kernel.out_link != 0) path.out = name_text(state, traced.kernel.out_link);
  if (traced.refused()) path.note = "not by a route: forwarding or rp_filter keeps it";
  if (traced.differs()) path.note = "the kernel goes another way than rules and routes, as read";
  path.filters = filter_facts(filtered);
  path.stopped = filtered.stopped() != nullptr;
  if (filtered.destination_changed) {
    path.note = "a packet filter gives it another destination: the rest is not looked at";
  }
  if (!filtered.packet.mark.all_known()) path.note = "whether a filter marks it is not known";
  if (traced.walk.unclear) path.note = "a rule on the way selects by what is not looked at";
  return path;
}

std::string gateway_words(const NextHop& hop) {
  return hop.gateway ? "via " + hop.gateway->to_string() : "without a gateway";
}

std::string difference(const HostState& state, const HostTraces& all, const NetworkTrace& trace) {
  const int own = all.host.out_link(), out = trace.out.out_link();
  const std::string host = own == 0 ? "nowhere" : "by " + name_text(state, own);
  if (!trace.out.kernel.error.empty()) {
    return fmt::format("the host's own packets go {}, the module's do not go", host);
  }
  const NextHop *own_hop = all.host.walk.hop(), *hop = trace.out.walk.hop();
  if (own == out && own_hop && hop && own_hop->gateway != hop->gateway) {
    return fmt::format("the host's own packets go {} {}, the module's {}", host,
                       gateway_words(*own_hop), gateway_words(*hop));
  }
  if (own == out) return fmt::format("none: the host's own packets go {}, too", host);
  return fmt::format("the host's own packets go {}, the module's by {}", host,
                     name_text(state, out));
}

NetworkPath network_path(const HostState& state, const HostTraces& all,
                         const NetworkTrace& trace) {
  NetworkPath path{to_string(trace.subnet), name_text(state, trace.bridge)};
  path.out = path_fact(state, trace.out, trace.out_filters);
  path.back = path_fact(state, trace.back, trace.back_filters);
  if (trace.later_filters.stopped()) path.later = filter_facts(trace.later_filters);
  path.difference = difference(state, all, trace);
  return path;
}

FilterTableFact table_fact(const FilterTable& table) {
  FilterTableFact fact{table_name(table), table.chains.size(), 0, {}};
  for (const auto& [name, chain] : table.chains) {
    fact.rules += chain.rules.size();
    const FilterSign* sign = sign_of_chain(table, chain);
    if (!sign || std::ranges::count(fact.products, sign->product) > 0) continue;
    fact.products.emplace_back(sign->product);
  }
  return fact;
}

/// Of a bridge's frames, or at a device's ingress: before and behind what is walked through.
bool is_beside_ip(const FilterTable& table) {
  const bool other = table.family == NFPROTO_BRIDGE || table.family == NFPROTO_NETDEV;
  return std::ranges::any_of(table.chains, [&](const auto& each) {
    const FilterChain& chain = each.second;
    const bool ingress = table.family == NFPROTO_INET && chain.base &&
                         chain.base->hook == NF_INET_INGRESS;
    return chain.base && (other || ingress) && (chain.drops || !chain.rules.empty());
  });
}

void add_unread_rules(HostReport& report, const HostTraces& traces) {
  for (const NetworkTrace& trace : traces.networks) {
    for (const FilteredPacket* filtered :
         {&trace.out_filters, &trace.back_filters, &trace.later_filters}) {
      for (HostNotChecked& one : unread_rules(*filtered)) {
        const bool known = std::ranges::count(report.not_checked, one.what,
                                              &HostNotChecked::what) > 0;
        if (!known) report.not_checked.push_back(std::move(one));
      }
    }
  }
}

void add_filters(HostReport& report, const HostState& state, const HostTraces& traces) {
  if (!state.filters) return;
  report.filters_read = true;
  for (const FilterTable& table : state.filters->rules.tables) {
    report.filter_tables.push_back(table_fact(table));
    if (!is_beside_ip(table)) continue;
    report.not_checked.push_back({"rules of " + table_name(table),
                                  "filters of bridges and at a device's ingress are not walked "
                                  "through"});
  }
  add_unread_rules(report, traces);
}

ListenerFact listener_fact(const HostListener& listener) {
  ListenerFact fact{listener.address.to_string(), listener.port};
  fact.process = static_cast<std::uint64_t>(listener.process);
  fact.program = printable(listener.program, 64);
  fact.user = listener.user.empty() ? std::to_string(listener.user_id)
                                    : printable(listener.user, 64);
  fact.unit = printable(listener.unit, 128);
  fact.container = listener.container;
  if (listener.published_for) {
    fact.published_for = to_string(Endpoint{*listener.published_for, listener.published_port});
  }
  return fact;
}

std::vector<HostRouteFact> route_facts(const HostState& state) {
  std::vector<HostRouteFact> facts;
  for (const HostRoute& route : state.routes) {
    facts.push_back({route_text(state, route), table_text(route.table),
                     product_of(sign_of_route(route, first_link(state, route)))});
  }
  return facts;
}

std::vector<HostRuleFact> rule_facts(const HostState& state) {
  std::vector<HostRuleFact> facts;
  for (const HostRule& rule : state.rules) {
    facts.push_back({rule_text(rule), product_of(sign_of_rule(rule))});
  }
  return facts;
}

void add_facts(HostReport& report, const HostState& state) {
  for (const HostLink& link : state.links) report.links.push_back(link_fact(state, link));
  report.routes = route_facts(state);
  report.rules = rule_facts(state);
  for (const HostListener& each : state.listeners) {
    report.listeners.push_back(listener_fact(each));
  }
  for (const auto& each : state.name_servers) report.name_servers.push_back(each.to_string());
  if (state.container_dns) {
    for (const auto& each : state.container_dns->servers) {
      report.container_name_servers.push_back(each.to_string());
    }
    report.container_name_servers_from = words_of(state.container_dns->source);
  }
  report.connections = state.connections;
  report.most_connections = state.most_connections;
  report.clock_synchronised = state.clock_synchronised;
  for (const auto& [what, why] : state.not_checked) report.not_checked.push_back({what, why});
  if (state.ipv6) report.not_checked.push_back({"IPv4", "the hub's address is one of IPv6"});
}

void set_exit_code(HostReport& report) {
  const bool failed = std::ranges::any_of(report.findings, [](const HostFinding& finding) {
    return finding.severity == Severity::error;
  });
  report.exit_code = failed ? 1 : 0;
}

}  // namespace

HostReport make_host_report(const HostState& state, const HostTraces& traces,
                            std::string target_note) {
  HostReport report{.program_version = std::string(kVersion)};
  report.target = to_string(Endpoint{traces.hub, traces.port});
  report.target_note = std::move(target_note);
  report.findings = host_findings(state, traces);
  for (const NetworkTrace& trace : traces.networks) {
    report.networks.push_back(network_path(state, traces, trace));
  }
  report.host = path_fact(state, traces.host, {});
  add_facts(report, state);
  add_filters(report, state, traces);
  if (traces.networks.empty()) {
    report.not_checked.push_back({"module networks",
                                  fmt::format("there is no bridge with an {} subnet",
                                              state.ipv6 ? "IPv6" : "IPv4")});
  }
  set_exit_code(report);
  return report;
}

void add_ipv6(HostReport& report, const HostState& state, const HostTraces& traces) {
  for (HostFinding& finding : network_findings(state, traces)) {
    // The agent goes by IPv4 as well.
    finding.severity = std::min(finding.severity, Severity::warning);
    report.findings.push_back(std::move(finding));
  }
  std::ranges::stable_sort(report.findings, std::greater(), &HostFinding::severity);
  for (const NetworkTrace& trace : traces.networks) {
    report.networks.push_back(network_path(state, traces, trace));
  }
  for (const HostLink& link : state.links) {
    const auto fact = std::ranges::find(report.links, printable(link.name, 64),
                                        &HostLinkFact::name);
    if (fact == report.links.end()) continue;
    for (const Prefix& each : link.addresses) fact->ipv6_addresses.push_back(to_string(each));
  }
  report.ipv6_routes = route_facts(state);
  report.ipv6_rules = rule_facts(state);
  add_unread_rules(report, traces);
  for (const auto& [what, why] : state.not_checked) {
    const bool known = std::ranges::count(report.not_checked, what, &HostNotChecked::what) > 0;
    if (!known) report.not_checked.push_back({what, why});
  }
  if (traces.networks.empty()) {
    report.not_checked.push_back({"IPv6", "there is no bridge with an IPv6 subnet"});
  }
  set_exit_code(report);
}

}  // namespace edge::probe
