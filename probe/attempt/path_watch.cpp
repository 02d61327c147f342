#include "probe/attempt/path_watch.hpp"

#include <algorithm>

#include "common/world/concurrency.hpp"
#include "common/world/with_deadline.hpp"
#include "probe/attempt/path_turn.hpp"
#include "probe/evidence/answer.hpp"

namespace edge::probe {
namespace {

// Long enough for two retransmitted SYNs to have gone unanswered, as a slow link is not suspect;
// and for a router to have given up on a neighbour (Linux: 3 solicitations, 3.07 s measured), whose
// one ICMP error a trace would take from the attempt.
constexpr Duration kPatience = std::chrono::milliseconds{3500};
// With --quick, where every attempt's limit is 3.3 s: the traces are to end with it.
constexpr Duration kQuickPatience = std::chrono::milliseconds{500};
constexpr Duration kQuickHop = std::chrono::milliseconds{2500};
constexpr int kQuickInFlight = 8;
// A name may have dozens of addresses: the paths to its first ones and to the last one tried tell
// what there is to tell, and the promise of few packets holds.
constexpr int kFirstTraced = 2;
constexpr int kMostRecoveries = 3;  // a link that flaps is not traced for ever
constexpr Instant kUntilChanged = Instant::max();

constexpr std::size_t kMostUntried = 2;
constexpr Duration kUntriedHop = std::chrono::milliseconds{1200};

/// No hub is so near; what takes connections there may take all of them.
constexpr int kNearerThanHub = 2;

/// At most the first router has answered, or the connection is taken right behind it.
bool ends_near(const PathDetail& path) {
  return std::ranges::all_of(path.hops, [&](const Hop& hop) {
    const bool takes_it = path.reached && hop.ttl <= kNearerThanHub;
    return hop.answer == Answer::silence || takes_it || (hop.ttl == 1 && is_time_exceeded(hop));
  });
}

}  // namespace

PathWatch::PathWatch(World& world, const Options& options, Journal& journal, NameWatch& names)
    : world_(world), options_(options), journal_(journal), names_(names) {}

void PathWatch::connecting(const std::string& transport, const Endpoint& peer) {
  suspect(transport, peer);
}

void PathWatch::asking(const std::vector<Endpoint>& servers) {
  for (const Endpoint& server : servers) suspect(std::string(PathDetail::name_server), server);
}

void PathWatch::asked(const std::vector<Endpoint>& silent, const std::vector<Endpoint>& doubted) {
  for (const Endpoint& server : silent) suspect(std::string(PathDetail::name_server), server);
  for (auto& suspicion : suspicions_) {
    if (suspicion.subject != PathDetail::name_server) continue;
    suspicion.settled = true;
    suspicion.connected = std::ranges::find(silent, suspicion.peer) == silent.end();
    suspicion.doubted = std::ranges::find(doubted, suspicion.peer) != doubted.end();
    suspicion.explained = suspicion.doubted;
  }
  changed_.set();
}

void PathWatch::suspect(std::string subject, const Endpoint& peer) {
  const auto known = std::ranges::find_if(suspicions_, [&](const Suspicion& one) {
    return one.subject == subject && one.peer == peer;
  });
  newest_ = static_cast<std::size_t>(known - suspicions_.begin());
  if (known == suspicions_.end()) {
    suspicions_.push_back({.subject = std::move(subject), .peer = peer});
  }
  suspicions_[newest_].begun = world_.now();
  suspicions_[newest_].settled = false;
  pause_ends_.reset();
  changed_.set();
  if (rationed_) disturbing_.set();
}

void PathWatch::settled(const Endpoint& peer, Answer answer) {
  const bool connected = answer == Answer::accepted;
  rationed_ = rationed_ || answer == Answer::icmp;
  for (auto& suspicion : suspicions_) {
    if (suspicion.peer != peer || suspicion.settled) continue;
    suspicion.settled = true;
    suspicion.connected = connected;
    suspicion.explained = !connected && answer != Answer::silence && answer != Answer::reset;
  }
  if (connected) forget_traces_if_recovered(peer);
  changed_.set();
}

void PathWatch::found(const std::vector<IpAddress>& addresses, std::uint16_t port) {
  for (const IpAddress& address : addresses) {
    const Endpoint endpoint{address, port};
    if (std::ranges::find(found_, endpoint) == found_.end()) found_.push_back(endpoint);
  }
}

void PathWatch::doubted(const Endpoint& peer) {
  for (auto& suspicion : suspicions_) {
    if (suspicion.peer == peer) suspicion.doubted = true;
  }
  changed_.set();
}

/// A port that was closed to a trace is open now: so the others are to be looked at anew.
void PathWatch::forget_traces_if_recovered(const Endpoint& peer) {
  const auto trace = std::ranges::find(traced_, peer, &Traced::target);
  if (trace == traced_.end() || trace->reached || recoveries_ >= kMostRecoveries) return;
  ++recoveries_;
  traced_.clear();
}

void PathWatch::pausing(Instant until) {
  pause_ends_ = until;
  changed_.set();
}

void PathWatch::no_more_attempts() {
  finished_ = true;
  changed_.set();
}

Awaitable<void> PathWatch::watch() {
  while (true) {
    changed_.reset();
    if (const auto until = must_wait_until()) {
      if (*until == kUntilChanged) co_await changed_.wait();
      else co_await with_deadline(world_, *until, changed_.wait_result());
      continue;
    }
    co_await trace_until_disturbing();
    if (disturbing_.is_set()) continue;  // something was broken off
    if (finished_) break;
    if (!changed_.is_set()) co_await changed_.wait();
  }
  if (!options_.quick) {
    for (const PathTarget& target : untried()) co_await trace(target);
  }
  if (!traced_.empty() && options_.control) {
    PathTarget control{std::string(PathDetail::control), *options_.control};
    co_await trace(std::move(control));
  }
}

std::optional<Instant> PathWatch::must_wait_until() const {
  if (finished_ || suspicions_.empty()) return std::nullopt;
  const Suspicion& newest = suspicions_[newest_];
  if (newest.settled && newest.connected) {
    // After a look-up that found addresses the attempt connects to them: that must come first.
    if (newest.subject == PathDetail::name_server) return kUntilChanged;
    return std::nullopt;
  }
  const Duration patience = options_.quick ? kQuickPatience : kPatience;
  if (pause_ends_ && *pause_ends_ >= world_.now() + patience) return std::nullopt;
  // After a refusal the next try or attempt follows soon: its connecting must come first.
  const Instant patience_ends = newest.settled ? kUntilChanged : newest.begun + patience;
  return world_.now() < patience_ends ? std::optional(patience_ends) : std::nullopt;
}

bool PathWatch::worth_tracing(std::size_t index) const {
  const auto same = [&](const Suspicion& other) {
    return other.subject == suspicions_[index].subject;
  };
  const auto at = suspicions_.begin() + static_cast<std::ptrdiff_t>(index);
  return std::count_if(suspicions_.begin(), at, same) < kFirstTraced ||
         std::none_of(at + 1, suspicions_.end(), same);
}

/// What is broken off then begins anew when there is time for it, at the latest after all attempts.
Awaitable<void> PathWatch::trace_until_disturbing() {
  disturbing_.reset();
  co_await until_one_ends(trace_suspects(), disturbing_.limit());
}

Awaitable<void> PathWatch::trace_suspects() {
  // Attempts may add to the list while a trace runs, so it is walked by index.
  for (std::size_t i = 0; i < suspicions_.size() && !must_wait_until(); ++i) {
    const Suspicion suspicion = suspicions_[i];
    const bool through = suspicion.connected && !suspicion.doubted;
    const bool told = options_.quick && suspicion.explained;
    if (through || told || !worth_tracing(i)) continue;
    if (options_.path_turn) {
      if (!co_await options_.path_turn->take()) co_return;
    }
    const PathTurn::Mine turn(options_.path_turn);
    if (suspicions_[i].connected && !suspicions_[i].doubted) continue;  // meanwhile
    const auto targets = targets_of(suspicion);
    if (suspicion.subject != PathDetail::name_server) names_.doubted();
    if (options_.quick) {
      co_await trace_at_once(targets, 0);
    } else {
      for (const PathTarget& target : targets) co_await trace(target);
      if (ended_near(suspicion.peer)) co_await trace(beyond_host(suspicion.peer));
    }
  }
}

std::vector<PathTarget> PathWatch::targets_of(const Suspicion& suspicion) const {
  if (suspicion.subject == PathDetail::name_server) return name_server_targets(suspicion.peer);
  auto targets = way_targets(options_, suspicion.subject, suspicion.peer);
  if (!options_.quick) return targets;
  targets.push_back(beyond_host(suspicion.peer));  // there is no time to wait for the others
  for (const PathTarget& target : untried()) targets.push_back(target);
  return targets;
}

std::vector<Endpoint> PathWatch::known_addresses() const {
  std::vector<Endpoint> known = found_;
  for (const IpAddress& address : names_.addresses()) {
    if (!found_.empty()) known.push_back({address, found_.front().port});
  }
  return known;
}

std::vector<PathTarget> PathWatch::untried() const {
  std::vector<PathTarget> targets;
  const auto to_hub = [](const Suspicion& one) { return one.subject != PathDetail::name_server; };
  const auto is_open = [&](const Suspicion& one) { return to_hub(one) && one.connected; };
  // Where the run was to end before it connects, no address is contacted.
  if (std::ranges::none_of(suspicions_, to_hub)) return targets;
  if (std::ranges::any_of(suspicions_, is_open)) return targets;
  for (const Endpoint& endpoint : known_addresses()) {
    const auto tried = [&](const Suspicion& one) { return one.peer.address == endpoint.address; };
    const auto listed = [&](const PathTarget& one) {
      return one.endpoint.address == endpoint.address;
    };
    if (std::ranges::any_of(suspicions_, tried) || std::ranges::any_of(targets, listed)) continue;
    PathTarget target{std::string(PathDetail::other_address), endpoint};
    target.options.per_hop = kUntriedHop;
    // IPv6 comes first in the agent's order: that IPv4 would do is the first thing to know.
    targets.insert(endpoint.address.is_v4() ? targets.begin() : targets.end(), target);
  }
  targets.resize(std::min(targets.size(), kMostUntried));
  return targets;
}

bool PathWatch::ended_near(const Endpoint& peer) const {
  const auto trace = std::ranges::find(traced_, peer, &Traced::target);
  return trace != traced_.end() && trace->ends_near;
}

Awaitable<void> PathWatch::trace_at_once(const std::vector<PathTarget>& targets, std::size_t from) {
  if (from == targets.size()) co_return;
  PathTarget target = targets[from];
  target.options.per_hop = kQuickHop;
  target.options.in_flight = kQuickInFlight;
  target.options.round_trips_to_settle = 2;
  co_await both(trace(std::move(target)), trace_at_once(targets, from + 1));
}

Awaitable<void> PathWatch::trace(PathTarget target) {
  const Endpoint endpoint = target.endpoint;
  if (std::ranges::find(traced_, endpoint, &Traced::target) != traced_.end()) co_return;
  const int recoveries = recoveries_;
  const Duration begin = journal_.elapsed();
  PathDetail detail = co_await trace_path(world_, endpoint, target.subject, target.options);
  if (recoveries == recoveries_) {
    traced_.push_back({endpoint, detail.reached, ends_near(detail)});
  }
  const Outcome outcome = detail.reached ? Outcome::ok : Outcome::failed;
  journal_.record_beside(std::move(detail), outcome, begin, endpoint, target.subject);
}

}  // namespace edge::probe
