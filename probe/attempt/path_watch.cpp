#include "probe/attempt/path_watch.hpp"

#include <algorithm>

#include "common/world/with_deadline.hpp"
#include "probe/evidence/answer.hpp"
#include "probe/evidence/path_trace.hpp"

namespace edge::probe {
namespace {

// Long enough for two retransmitted SYNs to have gone unanswered: a slow link is not suspect.
constexpr Duration kPatience = std::chrono::seconds{3};
// A name may have dozens of addresses: the paths to its first ones and to the last one tried tell
// what there is to tell, and the promise of few packets holds.
constexpr int kFirstTraced = 2;
constexpr int kMostRecoveries = 3;  // a link that flaps is not traced for ever
constexpr Instant kUntilChanged = Instant::max();

}  // namespace

PathWatch::PathWatch(World& world, const Options& options, Journal& journal)
    : world_(world), options_(options), journal_(journal) {}

void PathWatch::connecting(const std::string& transport, const Endpoint& peer) {
  const auto known = std::ranges::find_if(suspicions_, [&](const Suspicion& one) {
    return one.transport == transport && one.peer == peer;
  });
  newest_ = static_cast<std::size_t>(known - suspicions_.begin());
  if (known == suspicions_.end()) suspicions_.push_back({.transport = transport, .peer = peer});
  suspicions_[newest_].begun = world_.now();
  suspicions_[newest_].settled = false;
  pause_ends_.reset();
  changed_.set();
}

void PathWatch::settled(const Endpoint& peer, bool connected) {
  for (auto& suspicion : suspicions_) {
    if (suspicion.peer != peer || suspicion.settled) continue;
    suspicion.settled = true;
    suspicion.connected = connected;
  }
  if (connected) forget_traces_if_recovered(peer);
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
    co_await trace_suspects();
    if (finished_) break;
    if (!changed_.is_set()) co_await changed_.wait();
  }
  if (!traced_.empty() && options_.control) {
    co_await trace(std::string(PathDetail::control), *options_.control);
  }
}

std::optional<Instant> PathWatch::must_wait_until() const {
  if (finished_ || suspicions_.empty()) return std::nullopt;
  const Suspicion& newest = suspicions_[newest_];
  if (newest.settled && newest.connected) return std::nullopt;
  if (pause_ends_ && *pause_ends_ >= world_.now() + kPatience) return std::nullopt;
  // After a refusal the next try or attempt follows soon: its connecting must come first.
  const Instant patience_ends = newest.settled ? kUntilChanged : newest.begun + kPatience;
  return world_.now() < patience_ends ? std::optional(patience_ends) : std::nullopt;
}

bool PathWatch::worth_tracing(std::size_t index) const {
  const auto same = [&](const Suspicion& other) {
    return other.transport == suspicions_[index].transport;
  };
  const auto at = suspicions_.begin() + static_cast<std::ptrdiff_t>(index);
  return std::count_if(suspicions_.begin(), at, same) < kFirstTraced ||
         std::none_of(at + 1, suspicions_.end(), same);
}

Awaitable<void> PathWatch::trace_suspects() {
  // Attempts may add to the list while a trace runs, so it is walked by index.
  for (std::size_t i = 0; i < suspicions_.size() && !must_wait_until(); ++i) {
    const Suspicion suspicion = suspicions_[i];
    if (!suspicion.connected && worth_tracing(i)) co_await trace_with_comparison(suspicion);
  }
}

Awaitable<void> PathWatch::trace_with_comparison(Suspicion suspicion) {
  co_await trace(suspicion.transport, suspicion.peer);
  // Also those that this agent does not try: whether a port alone is closed is seen beside another.
  for (const TransportRow& transport : transport_rows()) {
    if (transport.name == suspicion.transport) continue;
    // A proxy's address is another host's: comparing ports needs the same one.
    const Endpoint other{suspicion.peer.address, options_.port_of(transport)};
    co_await trace(std::string(transport.name), other);
  }
}

Awaitable<void> PathWatch::trace(std::string subject, Endpoint target) {
  if (std::ranges::find(traced_, target, &Traced::target) != traced_.end()) co_return;
  traced_.push_back({target});
  const Duration begin = journal_.elapsed();
  PathDetail detail = co_await trace_path(world_, target, subject);
  Evidence evidence;
  evidence.stage = PathDetail::kind;
  evidence.transport = subject;
  evidence.begin = begin;
  evidence.end = journal_.elapsed();
  evidence.outcome = detail.reached ? Outcome::ok : Outcome::failed;
  const auto traced = std::ranges::find(traced_, target, &Traced::target);
  if (traced != traced_.end()) traced->reached = detail.reached;
  evidence.peer = target;
  evidence.detail = std::move(detail);
  journal_.record(std::move(evidence));
}

}  // namespace edge::probe
