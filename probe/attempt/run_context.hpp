// What all attempts of a run share.
#pragma once

#include <functional>

#include "common/tls/tls.hpp"
#include "common/world/event.hpp"
#include "probe/attempt/journal.hpp"
#include "probe/attempt/lookup_watch.hpp"
#include "probe/attempt/name_watch.hpp"
#include "probe/attempt/path_watch.hpp"
#include "probe/attempt/plan.hpp"
#include "probe/attempt/tls_watch.hpp"

namespace edge::probe {

/// For ways that are tried side by side: the hub allows one connection per identity, and what it
/// says of it by one way is enough.
struct IdentityTurn {
  bool taken = false;
  bool used = false;
  Event released{};
};

struct RunContext {
  World& world;
  const Options& options;
  const Profile& profile;
  const Plan& plan;
  std::function<TlsClient&()> tls;
  Journal& journal;
  PathWatch& paths;
  TlsWatch& handshakes;
  LookupWatch& lookups;
  NameWatch& names;
  Event* interruption = nullptr;  // set: the run is to end with what it has seen; may be null
  IdentityTurn identity{};
  Event stop{};                   // ends whatever is under way: an interruption, or the agent's end

  void no_more_attempts() const {
    paths.no_more_attempts();
    handshakes.no_more_attempts();
    lookups.no_more_attempts();
    names.no_more_attempts();
  }
  bool interrupted() const { return interruption && interruption->is_set(); }
  /// A line of the agent's log (Profile::attempt_line and its like) about one of its ways.
  void log(const std::string& level, std::string_view line, const PlannedAttempt& about,
           std::vector<std::string> exceptions = {}) const {
    const auto name = options.identity ? options.identity->name() : std::string{};
    journal.log(level, log_text(profile, line, about.transport->name, name),
                std::move(exceptions));
  }
};

}  // namespace edge::probe
