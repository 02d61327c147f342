// That all ports of a hub are silent, or refused, where the logs tell more of them.
#include <algorithm>
#include <set>

#include "probe/logs/log_causes.hpp"
#include "probe/logs/log_supports.hpp"
#include "probe/verdicts/connect_facts.hpp"
#include "probe/verdicts/verdicts.hpp"

namespace edge::probe {
namespace {

/// Whether the code is of something that only an answer on a connection can have told.
bool is_of_an_answer(std::string_view code) {
  const VerdictRow* row = find_verdict(code);
  static constexpr std::string_view kBefore[] = {"", "resolve", "connect"};
  return row && std::ranges::find(kBefore, row->stage) == std::end(kBefore);
}

/// What `from` rests on is of one port, not of all.
void rename(Supports& supports, std::string_view from, std::string_view to,
            std::string_view others, std::string_view title = {}) {
  auto node = supports.extract(std::string(from));
  if (node.empty()) return;
  node.key() = to;
  node.mapped().others = others;
  node.mapped().confidence = Confidence::possible;
  node.mapped().title = title;
  supports.insert(std::move(node));
}

/// After an attempt on its own port the agent got on over the web's, and has not failed since.
bool web_port_connects(std::span<const LogReader* const> logs) {
  return std::ranges::any_of(logs, [](const LogReader* log) {
    const AttemptTimeline& timeline = log->timeline();
    if (timeline.last_connected(false) < timeline.last_failed(false)) return false;
    const auto attempts = timeline.attempts();
    for (std::size_t i = 1; i < attempts.size(); ++i) {
      const LoggedAttempt& before = attempts[i - 1];
      const bool beside = before.end != AttemptEnd::connected && !on_web_port(before.transport);
      const bool connected = attempts[i].end == AttemptEnd::connected;
      if (beside && connected && on_web_port(attempts[i].transport)) return true;
    }
    return false;
  });
}

/// The ports of the hub that the agent or the edge hub tried, as far as the logs say.
std::set<std::string_view> ports_tried(std::span<const LogReader* const> logs) {
  std::set<std::string_view> ports;
  for (const LogReader* log : logs) {
    for (const LoggedAttempt& attempt : log->timeline().attempts()) {
      const std::string_view via = attempt.transport;
      const bool mqtt = via.starts_with("mqtt") || via.starts_with("Mqtt");
      const bool web = on_web_port(attempt.transport) || via.find("WebSocket") != via.npos;
      ports.insert(web ? "443" : mqtt ? "8883" : "5671");
    }
  }
  return ports;
}

/// All ways of an agent failed, whose attempts the log does not have.
bool all_ways_failed(std::span<const LogReader* const> logs) {
  return std::ranges::any_of(logs, [](const LogReader* log) {
    return log->timeline().last_failed(false) > 0;
  });
}

/// Of one port alone nobody knows how the others are.
void narrow_to_one_port(Supports& supports) {
  for (const LogCauseRow& row : log_cause_rows()) {
    auto node = row.instead_of.empty() ? Supports::node_type{}
                                       : supports.extract(std::string(row.instead_of));
    if (node.empty()) continue;
    node.key() = row.code;
    supports.insert(std::move(node));
  }
}

}  // namespace

void narrow(Supports& supports, std::span<const LogReader* const> logs) {
  constexpr std::string_view kSilent = "network-drops-everything", kReset = "connection-refused";
  const bool web_connects = web_port_connects(logs);
  const bool answered = web_connects || std::ranges::any_of(supports, [](const auto& one) {
                          return one.second.named && is_of_an_answer(one.first);
                        });
  auto ports = ports_tried(logs);
  if (is_named(supports, "proxy-unreachable")) ports.erase("443");  // nothing went to the hub's own
  const bool both = is_named(supports, kSilent) && is_named(supports, kReset);
  if (ports.size() == 1 || (!answered && ports.empty() && !both && !all_ways_failed(logs))) {
    narrow_to_one_port(supports);
  } else if (answered) {
    // The verdicts' own titles have it that the other port passes.
    rename(supports, kSilent, "amqp-port-dropped-on-path",
           "amqp-port-dropped-by-host amqp-port-dropped-locally",
           web_connects ? "" : "One port of the hub is dropped on the way; the other way gets an "
                               "answer");
    rename(supports, kReset, "amqp-port-reset", "proxy-unreachable",
           web_connects ? "" : "One port of the hub is refused by a TCP reset; the other way gets "
                               "an answer");
  } else if (both) {
    supports.erase(supports.find(kSilent));
    rename(supports, kReset, "websocket-port-blocked", kSilent);
  }
}

}  // namespace edge::probe
