// getaddrinfo() of the machine's own C library beside the probe's queries. Where it is the library
// that the agent has, its answer decides and the queries tell why. Where it is another one, it is
// asked once, after a look-up has failed: that `getent` finds a name which the agent does not is
// worth knowing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/report/details/lookup.hpp"
#include "common/report/details/resolve.hpp"
#include "common/world/event.hpp"
#include "probe/attempt/journal.hpp"
#include "probe/attempt/options.hpp"

namespace edge::probe {

class LookupWatch {
 public:
  LookupWatch(World& world, const Options& options, const Profile& profile, Journal& journal);

  using Addresses = std::vector<IpAddress>;
  /// The result for the name in `detail`, which `queries` fill as they go.
  Awaitable<Result<Addresses>> resolve(Awaitable<Result<Addresses>> queries,
                                       ResolveDetail& detail);
  /// No attempt will follow; watch() ends.
  void no_more_attempts();
  /// Runs until no_more_attempts(), and asks when there is reason to.
  Awaitable<void> watch();

 private:
  bool decides(const std::string& name) const;
  Awaitable<Result<Addresses>> by_library(Awaitable<Result<Addresses>> queries,
                                          ResolveDetail& detail);
  Awaitable<void> ask_about_failure();
  void record(LookupDetail detail, Duration begin);

  World& world_;
  const Options& options_;
  const CLibrary agents_;                // the agent's C library
  Journal& journal_;
  std::optional<LookupDetail> failed_;   // by the queries; not asked about yet
  bool asked_about_failure_ = false;
  std::optional<LookupDetail> recorded_;  // the last
  Event changed_, finished_;
};

}  // namespace edge::probe
