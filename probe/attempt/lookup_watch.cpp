#include "probe/attempt/lookup_watch.hpp"

#include <utility>

#include "common/dns/lookup.hpp"
#include "common/dns/resolv_conf.hpp"
#include "common/world/concurrency.hpp"
#include "common/world/with_deadline.hpp"

namespace edge::probe {
namespace {

// How long the queries may go on when the library has its answer: they began at the same time, and
// the agent would be on its way.
constexpr Duration kExplainingSuccess = std::chrono::milliseconds{50};
constexpr Duration kExplainingFailure = std::chrono::seconds{1};

Awaitable<void> ask(World& world, std::string name, std::optional<Result<LibraryAnswer>>& answer,
                    Event& answered) {
  answer = co_await world.ask_own_library(std::move(name));
  answered.set();
}

/// Ends some time after the library's answer; never if it could not be asked.
Awaitable<void> explaining(World& world, const std::optional<Result<LibraryAnswer>>& answer,
                           Event& answered) {
  co_await answered.limit();
  if (!answer) co_return;
  if (!*answer) co_return co_await world.limit(Instant::max());
  const bool found = (*answer)->error.empty();
  co_await world.limit(world.now() + (found ? kExplainingSuccess : kExplainingFailure));
}

void put(const Result<LibraryAnswer>& answer, LookupDetail& detail) {
  if (!answer) {
    detail.error = error_fact(answer.error());
  } else {
    detail.addresses = answer->addresses;
    if (!answer->error.empty()) detail.error = {answer->error, answer->error};
  }
}

}  // namespace

LookupWatch::LookupWatch(World& world, const Options& options, const Profile& profile,
                         Journal& journal)
    : world_(world), options_(options), agents_(profile.c_library), journal_(journal) {}

bool LookupWatch::decides(const std::string& name) const {
  return world_.own_library() == agents_ && !options_.dns && !parse_literal_address(name);
}

Awaitable<Result<LookupWatch::Addresses>> LookupWatch::resolve(
    Awaitable<Result<Addresses>> queries, ResolveDetail& detail) {
  if (decides(detail.name)) co_return co_await by_library(std::move(queries), detail);
  auto found = co_await std::move(queries);
  const bool library_is_another = world_.own_library() && !options_.dns;
  if (!found && library_is_another && !asked_about_failure_) {
    asked_about_failure_ = true;
    failed_ = LookupDetail{.name = detail.name, .query_error = detail.error};
    changed_.set();
  }
  co_return found;
}

Awaitable<Result<LookupWatch::Addresses>> LookupWatch::by_library(
    Awaitable<Result<Addresses>> queries, ResolveDetail& detail) {
  const Duration begin = journal_.elapsed();
  std::optional<Result<LibraryAnswer>> answer;
  Event answered;
  std::optional<Result<Addresses>> queried;
  auto explained = with_limit(explaining(world_, answer, answered), std::move(queries));
  co_await both(keep_result(std::move(explained), queried),
                ask(world_, detail.name, answer, answered));
  LookupDetail seen{.name = detail.name, .library = std::string(name_of(agents_)),
                    .decides = answer->has_value()};
  put(*answer, seen);
  if (*queried) seen.query_addresses = **queried;
  else seen.query_error = detail.error.empty() ? error_fact(queried->error()) : detail.error;
  if (!seen.decides) {
    record(std::move(seen), begin);
    co_return std::move(*queried);
  }
  if (differ(seen)) detail.source = LookupDetail::kind;
  detail.error = seen.error;
  detail.addresses = seen.addresses;
  const std::string symbol = seen.error.symbol;
  record(std::move(seen), begin);
  if (symbol.empty()) co_return detail.addresses;
  co_return getaddrinfo_error(symbol);
}

Awaitable<void> LookupWatch::ask_about_failure() {
  const Duration begin = journal_.elapsed();
  LookupDetail seen = std::move(*failed_);
  failed_.reset();
  seen.library = name_of(*world_.own_library());
  const auto answer = co_await with_limit(finished_.limit(), world_.ask_own_library(seen.name));
  if (finished_.is_set()) co_return;  // the run does not wait for it
  put(answer, seen);
  record(std::move(seen), begin);
}

void LookupWatch::record(LookupDetail detail, Duration begin) {
  if (recorded_ == detail) return;
  recorded_ = detail;
  const Outcome outcome = detail.addresses.empty() ? Outcome::failed : Outcome::ok;
  journal_.record_beside(std::move(detail), outcome, begin);
}

void LookupWatch::no_more_attempts() {
  finished_.set();
  changed_.set();
}

Awaitable<void> LookupWatch::watch() {
  while (!finished_.is_set()) {
    changed_.reset();
    if (failed_) co_await ask_about_failure();
    else co_await changed_.wait();
  }
}

}  // namespace edge::probe
