// Gathers path evidence beside the attempts: when connecting to the hub has failed, or has been
// silent for a while, traces the path to that very port and to the other transports' ports for
// comparison. It uses sockets of its own, and waits while an attempt's SYN may still be answered:
// routers ration their ICMP errors per peer, and the trace must not use up the attempt's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/world/event.hpp"
#include "probe/attempt/journal.hpp"
#include "probe/attempt/options.hpp"

namespace edge::probe {

class PathWatch {
 public:
  PathWatch(World& world, const Options& options, Journal& journal);

  /// An attempt begins to connect to `peer`.
  void connecting(const std::string& transport, const Endpoint& peer);
  /// That connect ended.
  void settled(const Endpoint& peer, bool connected);
  /// The attempt makes no further try before `until`.
  void pausing(Instant until);
  /// No attempt will follow; watch() ends when what is suspect has been traced.
  void no_more_attempts();

  /// Runs until no_more_attempts() and everything suspect is traced; records "path" evidence.
  Awaitable<void> watch();

 private:
  struct Suspicion {
    std::string transport;
    Endpoint peer;
    Instant begun{};
    bool settled = false;
    bool connected = false;
  };

  struct Traced {
    Endpoint target;
    bool reached = false;
  };

  void forget_traces_if_recovered(const Endpoint& peer);
  /// Whether tracing now could take an answer from an attempt that is connecting, and until when.
  std::optional<Instant> must_wait_until() const;
  bool worth_tracing(std::size_t index) const;
  Awaitable<void> trace_suspects();
  Awaitable<void> trace(std::string subject, Endpoint target);
  Awaitable<void> trace_with_comparison(Suspicion suspicion);

  World& world_;
  const Options& options_;
  Journal& journal_;
  std::vector<Suspicion> suspicions_;  // one per address tried, in order of its first try
  std::size_t newest_ = 0;             // of them: the one tried last
  std::optional<Instant> pause_ends_;
  std::vector<Traced> traced_;
  int recoveries_ = 0;
  bool finished_ = false;
  Event changed_;
};

}  // namespace edge::probe
