// The attempts of one log, put together from its lines: when each began, how it ended, what the
// time between says. Memory stays bounded: of many attempts the first and the last are kept.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "probe/logs/log_report.hpp"

namespace edge::probe {

/// A line that moves the timeline.
struct TimelineLine {
  LogEvent event = LogEvent::none;
  bool edge_hub = false;
  std::string_view text;          // from the signature on
  LineForm form = LineForm::none;
  std::uint64_t line = 0;
  std::optional<WallTime> at;
};

/// How the rounds of the agent went, for conclusions.
struct RoundCount {
  GapKind first = GapKind::unknown, second = GapKind::unknown;  // of the two ways
  bool first_tried = false, second_tried = false, connected = false;
  bool whole = false;                                           // its end is in the log
  std::uint64_t rounds = 0;
};

class AttemptTimeline {
 public:
  static constexpr std::size_t kKept = 40;      // at each end
  static constexpr std::size_t kClients = 64;   // of an edge hub, followed side by side

  void add(const TimelineLine& line);
  /// At the end of the log.
  void finish();

  std::vector<LoggedAttempt> attempts() const;
  std::uint64_t seen() const { return seen_; }
  std::uint64_t rounds() const { return rounds_; }
  std::uint64_t connected() const { return connected_; }
  const std::string& version() const { return writer_.version; }
  /// Empty: there are no attempts.
  std::string_view generation() const { return generation_; }
  /// The agent's rounds (not the edge hub's) of each kind, in no order.
  const std::vector<RoundCount>& round_counts() const { return round_counts_; }
  /// Of the line, of the agent or of the edge hub; 0: none.
  std::uint64_t last_connected(bool edge_hub) const { return last_connected_[edge_hub ? 1 : 0]; }
  std::uint64_t last_failed(bool edge_hub) const { return last_failed_[edge_hub ? 1 : 0]; }

 private:
  struct Client {
    std::optional<LoggedAttempt> open;
    std::optional<WallTime> failed;  // the last round
    int round = 0;
    std::string first_way;           // of the round
    RoundCount count;                // of the round
    bool in_round = false;
  };

  Client* client_of(const TimelineLine& line, std::string& name);
  void begin(Client& client, const std::string& name, const TimelineLine& line);
  void end(Client& client, AttemptEnd how, const std::optional<WallTime>& at);
  void end_round(Client& client, bool edge_hub, bool whole);
  void end_all(AttemptEnd how, bool edge_hub, const std::optional<WallTime>& at);
  void keep(LoggedAttempt attempt);

  Writer writer_;
  std::string_view generation_;
  std::map<std::string, Client, std::less<>> clients_;  // the agent's: ""
  std::vector<LoggedAttempt> first_;
  std::deque<LoggedAttempt> last_;
  std::vector<RoundCount> round_counts_;
  std::uint64_t seen_ = 0, rounds_ = 0, connected_ = 0;
  std::uint64_t last_connected_[2] = {}, last_failed_[2] = {};  // of the agent, of the edge hub
};

}  // namespace edge::probe
