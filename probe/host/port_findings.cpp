#include "probe/host/port_findings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/base/escape.hpp"
#include "probe/host/host_causes.hpp"
#include "probe/host/remedies.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kShortId = 12;  // of a container, as engines show it

std::string place_text(const HostListener& listener) {
  const auto address = listener.address.to_string();
  return listener.address.is_v6() ? fmt::format("[{}]:{}", address, listener.port)
                                  : fmt::format("{}:{}", address, listener.port);
}

/// The engine's proxy for a container of an engine's bridge, with the same port inside and outside:
/// as an edge hub has it.
bool may_be_edge_hub(const HostState& state, const HostListener& listener) {
  if (!listener.published_for) return false;
  if (listener.published_port != listener.port) return false;
  return std::ranges::any_of(state.links, [&](const HostLink& link) {
    return is_engine_bridge(state, link) &&
           std::ranges::any_of(link.addresses, [&](const Prefix& address) {
             return address.contains(*listener.published_for);
           });
  });
}

bool is_containers(const HostListener& listener) {
  return !listener.container.empty() || listener.published_for.has_value();
}

void add_commands(HostFinding& finding, const HostListener& listener) {
  if (!listener.container.empty()) {
    const auto id = listener.container.substr(0, kShortId);
    finding.commands = {"docker stop " + id};
    finding.undo = {"docker start " + id};
    return;
  }
  const auto unit = shell_word(listener.unit);
  if (!unit || listener.published_for) return;
  finding.commands = {"systemctl stop " + *unit};
  finding.undo = {"systemctl start " + *unit};
}

HostFinding taken_by(const HostListener& first, const std::vector<std::string>& places) {
  auto finding = finding_of(
      is_containers(first) ? kPortTakenByContainer : kPortTakenByProcess,
      fmt::format("{} listens on {}: an edge hub that publishes the same port of the host does not "
                  "start (\"port is already allocated\", \"address already in use\").",
                  holder_text(first), fmt::join(places, ", ")));
  finding.severity = Severity::warning;
  finding.confidence = Confidence::likely;
  finding.fix = fmt::format(
      "End it, or give the edge hub another port of the host in its createOptions: "
      "\"PortBindings\": {{\"{0}/tcp\": [{{\"HostPort\": \"{1}\"}}]}}.", first.port,
      first.port == 443 ? 8443 : first.port + 10000);
  add_commands(finding, first);
  return finding;
}

}  // namespace

std::string holder_text(const HostListener& listener) {
  if (listener.process == 0) {
    return fmt::format("A process of user {}",
                       listener.user.empty() ? std::to_string(listener.user_id)
                                             : printable(listener.user, 64));
  }
  std::string text = fmt::format(
      "{} (process {}, user {}", printable(listener.program, 64), listener.process,
      listener.user.empty() ? std::to_string(listener.user_id) : printable(listener.user, 64));
  if (!listener.unit.empty()) text += ", unit " + printable(listener.unit, 128);
  if (!listener.container.empty()) {
    text += ", container " + listener.container.substr(0, kShortId);
  }
  if (listener.published_for) {
    text += fmt::format(", for the container at {}:{}", listener.published_for->to_string(),
                        listener.published_port);
  }
  return text + ")";
}

std::vector<HostFinding> taken_ports(const HostState& state) {
  std::vector<HostFinding> findings;
  std::vector<bool> told(state.listeners.size());
  for (std::size_t i = 0; i < state.listeners.size(); ++i) {
    const HostListener& first = state.listeners[i];
    if (told[i] || may_be_edge_hub(state, first)) continue;
    std::vector<std::string> places;
    for (std::size_t j = i; j < state.listeners.size(); ++j) {
      const HostListener& other = state.listeners[j];
      const bool same = other.process == first.process && other.user_id == first.user_id &&
                        (first.process != 0 || other.port == first.port);
      if (told[j] || !same || may_be_edge_hub(state, other)) continue;
      told[j] = true;
      places.push_back(place_text(other));
    }
    findings.push_back(taken_by(first, places));
  }
  return findings;
}

}  // namespace edge::probe
