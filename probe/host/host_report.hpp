// What `edgeprobe host` has found: the value that its outputs print. Its texts are escaped already.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/report/report.hpp"
#include "probe/host/engine_report.hpp"

namespace edge::probe {

struct HostLinkFact {
  std::string name, kind, master;
  int mtu = 0;
  bool up = false, carrier = false, tunnel = false;
  std::vector<std::string> addresses, ipv6_addresses;
  std::optional<bool> forwards;
  std::optional<int> reverse_path_filter;
  std::string product;
};

template <class F>
constexpr auto fields_of(F f, const HostLinkFact*) {
  return f.described(
      "link", "an interface of the host", f.always("name", &HostLinkFact::name),
      f.optional("kind", &HostLinkFact::kind, "as rtnetlink has it: bridge, veth, wireguard"),
      f.optional("master", &HostLinkFact::master, "the bridge whose port it is"),
      f.always("mtu_bytes", &HostLinkFact::mtu), f.always("up", &HostLinkFact::up),
      f.always("carrier", &HostLinkFact::carrier),
      f.known("tunnel", &HostLinkFact::tunnel, "true: by its kind, its flags or its name"),
      f.always("addresses", &HostLinkFact::addresses),
      f.optional("ipv6_addresses", &HostLinkFact::ipv6_addresses),
      f.optional("forwards", &HostLinkFact::forwards, "net.ipv4.conf.NAME.forwarding"),
      f.optional("rp_filter", &HostLinkFact::reverse_path_filter,
                 "that holds: 0 off, 1 strict, 2 loose"),
      f.optional("product", &HostLinkFact::product, "the VPN client it is of"));
}

struct HostRouteFact {
  std::string text, table, product;
};

template <class F>
constexpr auto fields_of(F f, const HostRouteFact*) {
  return f.described("host-route", "", f.always("text", &HostRouteFact::text, "as ip-route(8)"),
                     f.always("table", &HostRouteFact::table),
                     f.optional("product", &HostRouteFact::product,
                                "the VPN client that installs such routes"));
}

struct HostRuleFact {
  std::string text, product;
};

template <class F>
constexpr auto fields_of(F f, const HostRuleFact*) {
  return f.described("host-rule", "", f.always("text", &HostRuleFact::text, "as ip-rule(8)"),
                     f.optional("product", &HostRuleFact::product,
                                "the VPN client that installs such rules"));
}

struct PathStep {
  std::string rule, route, end, product;
};

template <class F>
constexpr auto fields_of(F f, const PathStep*) {
  return f.described(
      "path-step", "a policy rule that holds for the packet", f.always("rule", &PathStep::rule),
      f.optional("route", &PathStep::route, "the best of its table"),
      f.always("end", &PathStep::end, "what comes of it"),
      f.optional("product", &PathStep::product, "the VPN client that installs such"));
}

struct FilterStepFact {
  std::string hook, place, rule, effect, product;
};

template <class F>
constexpr auto fields_of(F f, const FilterStepFact*) {
  return f.described(
      "filter-step", "a rule of a packet filter that does something to the packet",
      f.always("hook", &FilterStepFact::hook, "prerouting, forward, postrouting"),
      f.always("place", &FilterStepFact::place, "table, chain and rule"),
      f.always("rule", &FilterStepFact::rule, "much as nft or iptables write it"),
      f.always("effect", &FilterStepFact::effect),
      f.optional("product", &FilterStepFact::product, "whose chain or table it is"));
}

struct HostPath {
  std::string packet;             // "172.18.0.2 > 192.0.2.1:5671, in by br-edge"
  std::vector<PathStep> steps;
  std::uint64_t other_rules = 0;
  std::vector<FilterStepFact> filters;
  bool stopped = false;           // by a packet filter
  std::string kernel;             // its own answer
  std::string out;                // interface; empty: it does not go
  std::string note;               // where the two differ, or why a setting keeps it
};

template <class F>
constexpr auto fields_of(F f, const HostPath*) {
  return f.described(
      "host-path", "where a packet goes, rule by rule", f.optional("packet", &HostPath::packet),
      f.always("steps", &HostPath::steps),
      f.always("other_rules", &HostPath::other_rules, "that do not hold for it"),
      f.optional("filters", &HostPath::filters, "the packet filters' rules that matter, in order"),
      f.known("stopped_by_filter", &HostPath::stopped, "true: the last of them stops it"),
      f.optional("kernel", &HostPath::kernel, "its own answer, as of `ip route get`"),
      f.optional("out", &HostPath::out, "the interface it leaves by; absent: it does not go"),
      f.optional("note", &HostPath::note));
}

struct NetworkPath {
  std::string network, bridge;
  HostPath out, back;
  std::vector<FilterStepFact> later;  // empty: what follows the first packet is not stopped
  std::string difference;         // to the host's own packets
};

template <class F>
constexpr auto fields_of(F f, const NetworkPath*) {
  return f.described("network-path", "of a module network",
                     f.always("network", &NetworkPath::network),
                     f.always("bridge", &NetworkPath::bridge),
                     f.always("out", &NetworkPath::out, "to the hub"),
                     f.always("back", &NetworkPath::back, "from the hub"),
                     f.optional("later_filters", &NetworkPath::later,
                                "what stops an open connection, where packet filters do"),
                     f.always("difference", &NetworkPath::difference,
                              "to the way of the host's own packets"));
}

struct HostFinding {
  std::string code;               // of the verdicts, or of host_causes.cpp
  Severity severity = Severity::error;
  Confidence confidence = Confidence::certain;
  std::vector<std::string> networks;
  std::string cause;
  std::string route, rule;        // that does it
  std::string product, sign;      // that installed it, and by what that is known
  std::string fix;
  std::vector<std::string> commands, undo;
  std::string setting;            // the product's own way
};

template <class F>
constexpr auto fields_of(F f, const HostFinding*) {
  return f.described(
      "host-finding", "", f.always("code", &HostFinding::code),
      f.always("severity", &HostFinding::severity),
      f.always("confidence", &HostFinding::confidence),
      f.optional("networks", &HostFinding::networks, "absent: all of the host"),
      f.always("cause", &HostFinding::cause),
      f.optional("route", &HostFinding::route, "that does it"),
      f.optional("rule", &HostFinding::rule, "that leads to it"),
      f.optional("product", &HostFinding::product, "that installed it"),
      f.optional("sign", &HostFinding::sign, "by what the product is known"),
      f.always("fix", &HostFinding::fix),
      f.optional("commands", &HostFinding::commands, "that do so on this host, in order"),
      f.optional("undo", &HostFinding::undo, "what takes them back, in order"),
      f.optional("setting", &HostFinding::setting, "the product's own way"));
}

struct HostNotChecked {
  std::string what, why;
};

template <class F>
constexpr auto fields_of(F f, const HostNotChecked*) {
  return f.described("not-checked", "", f.always("what", &HostNotChecked::what),
                     f.always("why", &HostNotChecked::why));
}

struct FilterTableFact {
  std::string name;
  std::uint64_t chains = 0, rules = 0;
  std::vector<std::string> products;
};

template <class F>
constexpr auto fields_of(F f, const FilterTableFact*) {
  return f.described("filter-table", "of nf_tables, or (\"legacy\") of the legacy iptables",
                     f.always("name", &FilterTableFact::name),
                     f.always("chains", &FilterTableFact::chains),
                     f.always("rules", &FilterTableFact::rules),
                     f.optional("products", &FilterTableFact::products,
                                "known by the names of the table and its chains"));
}

struct ListenerFact {
  std::string address;
  std::uint64_t port = 0, process = 0;
  std::string program, user, unit, container, published_for;
};

template <class F>
constexpr auto fields_of(F f, const ListenerFact*) {
  return f.described("listener", "on a port that an edge hub publishes: 443, 5671, 8883",
                     f.always("address", &ListenerFact::address),
                     f.always("port", &ListenerFact::port),
                     f.known("process", &ListenerFact::process, "its number; absent: not visible"),
                     f.optional("program", &ListenerFact::program),
                     f.optional("user", &ListenerFact::user),
                     f.optional("unit", &ListenerFact::unit, "of systemd"),
                     f.optional("container", &ListenerFact::container, "its id"),
                     f.optional("published_for", &ListenerFact::published_for,
                                "the container's own address and port, of an engine's proxy"));
}

struct HostReport {
  std::string program_version;
  std::string target;             // "192.0.2.1:5671"
  std::string target_note;        // what stands for it, or where its address is from
  std::vector<HostFinding> findings;  // the cause first
  std::vector<NetworkPath> networks;
  HostPath host;
  std::vector<HostLinkFact> links;
  std::vector<HostRouteFact> routes;
  std::vector<HostRuleFact> rules;
  std::vector<HostRouteFact> ipv6_routes;
  std::vector<HostRuleFact> ipv6_rules;
  bool filters_read = false;
  std::vector<FilterTableFact> filter_tables;
  std::vector<ListenerFact> listeners;
  std::vector<std::string> name_servers, container_name_servers;
  std::string container_name_servers_from;
  std::optional<std::uint64_t> connections, most_connections;
  std::optional<bool> clock_synchronised;
  std::optional<EngineFact> engine;
  std::vector<HostNotChecked> not_checked;
  int exit_code = 0;
};

template <class F>
constexpr auto fields_of(F f, const HostReport*) {
  return f.described(
      "host-report", "", f.always("program_version", &HostReport::program_version),
      f.always("target", &HostReport::target), f.optional("target_note", &HostReport::target_note),
      f.always("findings", &HostReport::findings, "the cause first"),
      f.always("networks", &HostReport::networks),
      f.always("host", &HostReport::host, "the way of the host's own packets"),
      f.always("links", &HostReport::links), f.always("routes", &HostReport::routes),
      f.always("rules", &HostReport::rules, "in the order in which they are looked at"),
      f.optional("ipv6_routes", &HostReport::ipv6_routes),
      f.optional("ipv6_rules", &HostReport::ipv6_rules),
      f.always("filters_read", &HostReport::filters_read,
               "packet filters were read: all of them, unless not_checked says which not"),
      f.optional("filter_tables", &HostReport::filter_tables, "of packet filters"),
      f.optional("listeners", &HostReport::listeners, "on the edge hub's ports"),
      f.always("name_servers", &HostReport::name_servers, "of the host's resolv.conf"),
      f.optional("container_name_servers", &HostReport::container_name_servers,
                 "that Docker gives its containers, or asks for them"),
      f.optional("container_name_servers_from", &HostReport::container_name_servers_from),
      f.optional("connections", &HostReport::connections, "in the connection table"),
      f.optional("most_connections", &HostReport::most_connections, "that it holds"),
      f.optional("clock_synchronised", &HostReport::clock_synchronised,
                 "by adjtimex(2): somebody keeps the host's clock"),
      f.optional("engine", &HostReport::engine, "absent: not_checked says why"),
      f.always("not_checked", &HostReport::not_checked),
      f.always("exit_code", &HostReport::exit_code));
}

}  // namespace edge::probe
