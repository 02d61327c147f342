// What a watch says by HTTP: /metrics, /healthz, /report. Anybody who reaches the port may ask;
// nothing can be changed.
#pragma once

#include <functional>
#include <memory>

#include "common/http/server.hpp"
#include "probe/watch/problems.hpp"
#include "probe/watch/state.hpp"

namespace edge::probe {

/// What clients are held to: an answer may have megabytes, so that few are given at a time.
inline constexpr HttpLimits kWatchHttpLimits{.connections = 16,
                                             .body = 0,
                                             .greeting = std::chrono::seconds{5},
                                             .idle = std::chrono::seconds{30},
                                             .request = std::chrono::seconds{10},
                                             .write = std::chrono::seconds{20}};

/// All that it refers to must outlive it, and a turn longer (HttpSite).
std::shared_ptr<const HttpSite> watch_site(World& world, const WatchState& state,
                                           const Problems& problems,
                                           std::function<WatchCounts()> counts);

}  // namespace edge::probe
