#include "probe/evidence/path_trace.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "common/base/check.hpp"
#include "common/world/concurrency.hpp"
#include "common/world/event.hpp"
#include "common/world/spawn.hpp"
#include "common/world/with_deadline.hpp"
#include "probe/evidence/answer.hpp"

namespace edge::probe {
namespace {

constexpr Duration kLeastToSettle = std::chrono::milliseconds{50};

/// One trace under way: probers share it, each taking the next TTL that may still be needed.
class PathTrace {
 public:
  PathTrace(World& world, Endpoint target, const PathTraceOptions& options)
      : world_(world), target_(std::move(target)), options_(options), end_ttl_(options.max_ttl) {
    CHECK(options.max_ttl >= 1 && options.max_ttl <= 255);
    CHECK(options.in_flight >= 1 && options.silent_hops_to_stop >= 1);
  }

  /// Returns when no probe is left and no TTL is worth another.
  Awaitable<void> run(int probers) {
    if (probers == 1) {
      co_await probe_hops();
    } else {
      co_await both(probe_hops(), run(probers - 1));
    }
  }

  /// In order, without gaps: TTLs are handed out in sequence, and only those behind the end are
  /// given up.
  std::vector<Hop> hops() const {
    std::vector<Hop> result;
    for (const auto& [ttl, hop] : hops_) {
      if (ttl <= end_ttl_) result.push_back(hop);
    }
    return result;
  }

  std::optional<IpAddress> source() const { return source_; }

 private:
  Awaitable<void> probe_hops() {
    while (true) {
      while (next_ttl_ > std::min(end_ttl_, last_answering_ttl_ + options_.silent_hops_to_stop)) {
        if (next_ttl_ > end_ttl_ || in_flight_ == 0) co_return;
        co_await changed_.wait();  // a probe in flight may still show that the path goes on
      }
      const int ttl = next_ttl_++;
      co_await probe(ttl);
    }
  }

  Awaitable<void> probe(int ttl) {
    const Instant begin = world_.now();
    DialOptions options;
    options.deadline = begin + options_.per_hop;
    options.ttl = ttl;
    ++in_flight_;
    std::optional<DialResult> result;
    auto dialling = keep_result(world_.dial(target_, options), result);
    co_await until_one_ends(std::move(dialling), until_needless(ttl));
    --in_flight_;
    if (result) {
      const Duration took = world_.now() - begin;
      if (result->stream) co_await result->stream->close();
      record(ttl, took, *result);
    } else if (ttl < end_ttl_) {  // it had its time
      Hop hop;
      hop.ttl = ttl;
      hops_.emplace(ttl, std::move(hop));
    }
    changed_.set();
    changed_.reset();
  }

  Awaitable<void> until_needless(int ttl) {
    while (ttl <= end_ttl_ && (!settled_ || world_.now() < *settled_)) {
      if (settled_) co_await with_deadline(world_, *settled_, changed_.wait_result());
      else co_await changed_.wait();
    }
  }

  void record(int ttl, Duration took, const DialResult& result) {
    if (result.local) source_ = result.local->address;
    Hop hop;
    hop.ttl = ttl;
    hop.answer = classify(result);
    hop.icmp = result.icmp;
    if (result.icmp) hop.from = result.icmp->sender;
    // A RST names no one: whoever sent it wrote the target's address on it.
    if (hop.answer == Answer::accepted) hop.from = target_.address;
    if (hop.answer != Answer::silence) {
      hop.rtt = took;
      last_answering_ttl_ = std::max(last_answering_ttl_, ttl);
      if (!is_time_exceeded(hop)) note_end(ttl, took);
    }
    hops_.emplace(ttl, std::move(hop));
  }

  void note_end(int ttl, Duration took) {
    end_ttl_ = std::min(end_ttl_, ttl);
    if (const auto trips = options_.round_trips_to_settle) {
      settled_ = world_.now() + std::max(took * *trips, kLeastToSettle);
    }
  }

  World& world_;
  Endpoint target_;
  PathTraceOptions options_;
  Event changed_;  // wakes all who wait whenever a probe has ended
  std::map<int, Hop> hops_;
  std::optional<IpAddress> source_;
  int next_ttl_ = 1;
  int end_ttl_;
  std::optional<Instant> settled_;  // the end is known, and nearer hops have had their time
  int last_answering_ttl_ = 0;
  int in_flight_ = 0;
};

}  // namespace

Awaitable<PathDetail> trace_path(World& world, Endpoint target, std::string subject,
                                 PathTraceOptions options) {
  PathTrace trace(world, target, options);
  co_await trace.run(options.in_flight);
  PathDetail path;
  path.target = std::move(target);
  path.subject = std::move(subject);
  path.hops = trace.hops();
  path.source = trace.source();
  path.reached = !path.hops.empty() && path.hops.back().answer == Answer::accepted;
  co_return path;
}

}  // namespace edge::probe
