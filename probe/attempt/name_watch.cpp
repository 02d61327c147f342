#include "probe/attempt/name_watch.hpp"

#include <algorithm>
#include <utility>

#include "common/dns/lookup.hpp"
#include "common/dns/resolv_conf.hpp"
#include "common/dns/send.hpp"
#include "common/world/concurrency.hpp"
#include "common/world/with_deadline.hpp"

namespace edge::probe {
namespace {

constexpr Duration kQueryLimit = std::chrono::seconds{2};

/// One server, asked once for the name as it is.
ResolverConfig only(const Endpoint& server, bool over_tcp) {
  ResolverConfig config;
  config.servers = {server};
  config.timeout = kQueryLimit;
  config.attempts = 1;
  config.use_vc = over_tcp;
  return config;
}

/// Of both types of record, the second not asked for before the first has its answer.
Awaitable<Result<std::vector<IpAddress>>> look_up_apart(World& world, std::string name,
                                                        ResolverConfig config, Instant started,
                                                        ResolveDetail& detail) {
  ResolverState state;
  state.single_request = state.single_request_reopen = true;
  const SendResult sent = co_await send_queries(world, std::move(name), config, state, started,
                                                detail.exchanges);
  std::vector<IpAddress> found;
  for (const auto& answer : {sent.first, sent.second}) {
    if (!answer) continue;
    found.insert(found.end(), answer->addresses.begin(), answer->addresses.end());
  }
  if (found.empty()) co_return getaddrinfo_error("EAI_AGAIN");
  co_return found;
}

}  // namespace

NameWatch::NameWatch(World& world, const Options& options, Journal& journal)
    : world_(world), options_(options), journal_(journal) {
  if (!options.second_dns || parse_literal_address(options.hub)) return;
  waiting_.push_back({.server = *options.second_dns, .on_request = true, .name = options.hub});
}

void NameWatch::failed(const std::string& name, const std::vector<Endpoint>& silent) {
  if (options_.quick) return;  // its verdict is to be there before this would end
  add({.over_tcp = true, .name = name}, silent);
}

void NameWatch::asked_otherwise(const std::string& name, const std::vector<Endpoint>& servers) {
  if (options_.quick) return;
  add({.plain = true, .name = name}, servers);
}

void NameWatch::half_answered(const std::string& name, const std::vector<Endpoint>& servers) {
  if (options_.quick) return;
  add({.apart = true, .name = name}, servers);
}

void NameWatch::denied(const std::string& name, const std::vector<Endpoint>& unheard) {
  if (options_.quick) return;
  add({.name = name}, unheard);
}

void NameWatch::resolved(const std::string& name, const std::vector<Endpoint>& unheard) {
  resolved_ = name;
  unheard_ = unheard;
}

void NameWatch::doubted() {
  add({.name = resolved_}, std::exchange(unheard_, {}));
}

void NameWatch::add(const QueryDetail& query, const std::vector<Endpoint>& servers) {
  for (const Endpoint& server : servers) {
    const auto same = [&](const QueryDetail& one) {
      return one.server == server && one.over_tcp == query.over_tcp && one.plain == query.plain &&
             one.apart == query.apart;
    };
    // The engine's own resolver is always there, and passes on what it is asked.
    const bool pointless = server.address.is_loopback() && (query.over_tcp || query.plain);
    if (pointless || std::ranges::any_of(asked_, same)) continue;
    asked_.push_back(query);
    asked_.back().server = server;
    waiting_.push_back(asked_.back());
  }
  changed_.set();
}

void NameWatch::no_more_attempts() {
  finished_.set();
  changed_.set();
}

Awaitable<void> NameWatch::watch() {
  while (waiting_.empty()) {
    if (finished_.is_set()) co_return;
    changed_.reset();
    co_await changed_.wait();
  }
  QueryDetail next = std::move(waiting_.back());
  waiting_.pop_back();
  co_await both(ask(std::move(next)), watch());
}

/// An answer that comes too late for the agent is worth knowing while its attempts go on anyway.
Awaitable<void> NameWatch::patience() {
  co_await both(world_.limit(world_.now() + kQueryLimit), finished_.limit());
}

Awaitable<void> NameWatch::ask(QueryDetail detail) {
  const Duration begin = journal_.elapsed();
  ResolveDetail seen;
  const ResolverConfig config = only(detail.server, detail.over_tcp);
  auto look_up = detail.apart ? look_up_apart(world_, detail.name, config, journal_.started(), seen)
                              : lookup_host(world_, detail.name, config, journal_.started(), seen);
  const auto found = co_await with_limit(patience(), std::move(look_up));
  if (found) detail.addresses = *found;
  if (found && detail.name == options_.hub) {
    addresses_.insert(addresses_.end(), found->begin(), found->end());
  }
  detail.error = seen.error;
  detail.exchanges = std::move(seen.exchanges);
  const Outcome outcome = rcode_of(detail).empty() ? Outcome::failed : Outcome::ok;
  const Endpoint server = detail.server;
  journal_.record_beside(std::move(detail), outcome, begin, server);
}

}  // namespace edge::probe
