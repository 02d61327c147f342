#include "probe/logs/attempt_timeline.hpp"

#include <algorithm>

#include "common/base/redaction.hpp"
#include "probe/profiles/profiles.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kLongestName = 40;     // bytes, of a transport or a version in a log
constexpr std::size_t kLongestClient = 260;  // "device/module", 128 bytes each

/// The text behind `mark`, up to `end`; empty where it is not there.
std::string_view between(std::string_view text, std::string_view mark, std::string_view end) {
  const auto begin = text.find(mark);
  if (begin == text.npos) return {};
  const auto rest = text.substr(begin + mark.size());
  return rest.substr(0, rest.find(end));
}

/// A log's name for a transport as the row's, whichever agent wrote it.
std::string transport_of(std::string_view logged) {
  for (const Profile& profile : profiles()) {
    for (const auto& [transport, name] : profile.log_names) {
      if (name == logged) return std::string(transport);
    }
  }
  return shown_of_log(logged, kLongestName);
}

/// "via AMQP..." and "via AMQP, with ..." and "via Amqp_Tcp_Only."
std::string transport_in(std::string_view text) {
  const auto name = between(text, " via ", ",");
  return transport_of(name.substr(0, name.find('.')));
}

std::string version_in(std::string_view text) {
  const auto version = between(text, "- Version - ", "(");
  const auto end = version.find_last_not_of(' ');
  return shown_of_log(version.substr(0, end + 1), kLongestName);
}

}  // namespace

std::string_view name_of(AttemptEnd end) {
  switch (end) {
    case AttemptEnd::next_way: return "next-way";
    case AttemptEnd::again: return "again";
    case AttemptEnd::connected: return "connected";
    case AttemptEnd::failed: return "failed";
    case AttemptEnd::fatal: return "fatal";
    case AttemptEnd::restarted: return "restarted";
    case AttemptEnd::log_ends: return "log-ends";
  }
  return "";
}

void AttemptTimeline::add(const TimelineLine& line) {
  if (line.event == LogEvent::version) {
    writer_.version = version_in(line.text);
    return;
  }
  if (line.event == LogEvent::starts) return end_all(AttemptEnd::restarted, line.edge_hub, line.at);
  if (line.event == LogEvent::online || line.event == LogEvent::offline) {
    auto& last = line.event == LogEvent::online ? last_connected_ : last_failed_;
    last[line.edge_hub ? 1 : 0] = line.line;
    return;
  }
  std::string name;
  Client* client = client_of(line, name);
  if (!client) return;
  switch (line.event) {
    case LogEvent::attempt: return begin(*client, name, line);
    case LogEvent::connected:
      last_connected_[line.edge_hub ? 1 : 0] = line.line;
      ++connected_;
      end(*client, AttemptEnd::connected, line.at);
      client->count.connected = true;
      return end_round(*client, line.edge_hub, true);
    case LogEvent::failed:
    case LogEvent::fatal:
      last_failed_[line.edge_hub ? 1 : 0] = line.line;
      end(*client, line.event == LogEvent::fatal ? AttemptEnd::fatal : AttemptEnd::failed,
          line.at);
      end_round(*client, line.edge_hub, true);
      client->failed = line.at;
      return;
    case LogEvent::none:
    case LogEvent::starts:
    case LogEvent::version:
    case LogEvent::online:
    case LogEvent::offline: return;
  }
}

void AttemptTimeline::finish() {
  for (const bool edge_hub : {false, true}) end_all(AttemptEnd::log_ends, edge_hub, {});
}

std::vector<LoggedAttempt> AttemptTimeline::attempts() const {
  std::vector<LoggedAttempt> all = first_;
  all.insert(all.end(), last_.begin(), last_.end());
  return all;
}

AttemptTimeline::Client* AttemptTimeline::client_of(const TimelineLine& line, std::string& name) {
  if (line.edge_hub) {
    const auto logged = between(line.text, " for client ", " ");
    name = shown_of_log(logged.substr(0, logged.find(',')), kLongestClient);
    if (name.empty()) name = "?";
  }
  const auto known = clients_.find(name);
  if (known != clients_.end()) return &known->second;
  if (clients_.size() >= kClients) return nullptr;
  return &clients_[name];
}

void AttemptTimeline::begin(Client& client, const std::string& name, const TimelineLine& line) {
  writer_.edge_hub = line.edge_hub;
  writer_.form = line.form;
  generation_ = generation_of(writer_);
  const std::string transport = transport_in(line.text);
  if (client.open) {
    const bool same = client.open->transport == transport;
    end(client, same ? AttemptEnd::again : AttemptEnd::next_way, line.at);
  }
  if (!client.in_round || client.first_way == transport) {
    end_round(client, line.edge_hub, true);
    ++client.round;
    ++rounds_;
    client.first_way = transport;
    client.in_round = true;
  }
  ++seen_;
  LoggedAttempt attempt{.line = line.line, .round = client.round, .transport = transport,
                        .client = name, .at = line.at};
  if (client.failed && line.at && *line.at >= *client.failed) {
    attempt.pause = *line.at - *client.failed;
  }
  client.failed.reset();
  client.open = std::move(attempt);
}

void AttemptTimeline::end(Client& client, AttemptEnd how, const std::optional<WallTime>& at) {
  if (!client.open) return;
  LoggedAttempt attempt = std::move(*client.open);
  client.open.reset();
  attempt.end = how;
  if (at && attempt.at && *at >= *attempt.at) {
    attempt.took = *at - *attempt.at;
    const bool told = how != AttemptEnd::connected;  // how long success takes tells nothing
    const auto meaning = told ? gap_meaning(generation_, attempt.transport, *attempt.took)
                              : GapMeaning{};
    attempt.kind = meaning.kind;
    attempt.means = meaning.words;
  }
  const bool first = attempt.transport == client.first_way;
  (first ? client.count.first : client.count.second) = attempt.kind;
  (first ? client.count.first_tried : client.count.second_tried) = true;
  keep(std::move(attempt));
}

void AttemptTimeline::end_round(Client& client, bool edge_hub, bool whole) {
  client.count.whole = whole;
  if (client.in_round && !edge_hub) {
    const RoundCount& made = client.count;
    const auto same = std::ranges::find_if(round_counts_, [&](const RoundCount& known) {
      return known.first == made.first && known.second == made.second &&
             known.connected == made.connected && known.first_tried == made.first_tried &&
             known.second_tried == made.second_tried && known.whole == made.whole;
    });
    auto& counted = same == round_counts_.end() ? round_counts_.emplace_back(made) : *same;
    ++counted.rounds;
  }
  client.count = {};
  client.in_round = false;
}

void AttemptTimeline::end_all(AttemptEnd how, bool edge_hub, const std::optional<WallTime>& at) {
  for (auto& [name, client] : clients_) {
    if (name.empty() == edge_hub) continue;
    end(client, how, at);
    end_round(client, edge_hub, how != AttemptEnd::log_ends);
    client.failed.reset();
  }
}

void AttemptTimeline::keep(LoggedAttempt attempt) {
  if (first_.size() < kKept) {
    first_.push_back(std::move(attempt));
    return;
  }
  last_.push_back(std::move(attempt));
  if (last_.size() > kKept) last_.pop_front();
}

}  // namespace edge::probe
