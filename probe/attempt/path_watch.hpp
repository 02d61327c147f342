// Gathers path evidence beside the attempts: when the hub or a name server has failed to answer, or
// has been silent for a while, traces the path to that very port and to another one of the same
// machine for comparison. It uses sockets of its own, and waits while an attempt's SYN or query may
// still be answered: routers ration their ICMP errors per peer, and the trace must not use up the
// attempt's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/world/event.hpp"
#include "probe/attempt/journal.hpp"
#include "probe/attempt/name_watch.hpp"
#include "probe/attempt/options.hpp"
#include "probe/attempt/path_targets.hpp"

namespace edge::probe {

class PathWatch {
 public:
  /// `names` are asked for other addresses where one is suspect, and those are looked at as well.
  PathWatch(World& world, const Options& options, Journal& journal, NameWatch& names);

  /// An attempt begins to connect to `peer`.
  void connecting(const std::string& transport, const Endpoint& peer);
  /// That connect ended.
  void settled(const Endpoint& peer, Answer answer);
  /// What accepted the connection has ended it, or said nothing that is TLS: it may be nearer than
  /// the hub.
  void doubted(const Endpoint& peer);
  /// A look-up begins with these name servers.
  void asking(const std::vector<Endpoint>& servers);
  /// It ended; `silent` servers gave no answer. None: there is an address, or an answer that says
  /// why. The answers of `doubted` ones may be of somebody nearer.
  void asked(const std::vector<Endpoint>& silent, const std::vector<Endpoint>& doubted);
  /// Its addresses, in the order in which the attempt will try them on `port`.
  void found(const std::vector<IpAddress>& addresses, std::uint16_t port);
  /// The attempt makes no further try before `until`.
  void pausing(Instant until);
  /// No attempt will follow; watch() ends when what is suspect has been traced.
  void no_more_attempts();

  /// Runs until no_more_attempts() and everything suspect is traced; records "path" evidence.
  Awaitable<void> watch();

 private:
  struct Suspicion {
    std::string subject;  // as PathDetail has it: a transport, or name_server
    Endpoint peer;
    Instant begun{};
    bool settled = false;
    bool connected = false;
    bool doubted = false;    // connected to something that is perhaps not the hub
    bool explained = false;  // by an answer that names its sender: a trace only adds the distance
  };

  struct Traced {
    Endpoint target;
    bool reached = false;
    bool ends_near = false;  // at the host, or right behind it
  };

  void suspect(std::string subject, const Endpoint& peer);
  void forget_traces_if_recovered(const Endpoint& peer);
  /// Whether tracing now could take an answer from an attempt that is connecting, and until when.
  std::optional<Instant> must_wait_until() const;
  bool worth_tracing(std::size_t index) const;
  Awaitable<void> trace_suspects();
  /// The suspect itself, and what it is to be compared with.
  std::vector<PathTarget> targets_of(const Suspicion& suspicion) const;
  /// The hub's addresses that no attempt had the time for, or that only another name server than
  /// the agent's gave, when none that was tried is open.
  std::vector<PathTarget> untried() const;
  std::vector<Endpoint> known_addresses() const;
  /// Whether packets for elsewhere get further is of interest then.
  bool ended_near(const Endpoint& peer) const;
  Awaitable<void> trace(PathTarget target);
  Awaitable<void> trace_at_once(const std::vector<PathTarget>& targets, std::size_t from);
  Awaitable<void> trace_until_disturbing();

  World& world_;
  const Options& options_;
  Journal& journal_;
  NameWatch& names_;
  std::vector<Suspicion> suspicions_;  // one per address tried, in order of its first try
  std::vector<Endpoint> found_;            // the hub's, tried or not
  std::size_t newest_ = 0;             // of them: the one tried last
  std::optional<Instant> pause_ends_;
  std::vector<Traced> traced_;
  int recoveries_ = 0;
  bool rationed_ = false;  // an attempt was answered by ICMP
  bool finished_ = false;
  Event changed_;
  Event disturbing_;       // an attempt begins whose ICMP error a trace under way could take
};

}  // namespace edge::probe
