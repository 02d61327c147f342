// What was found of the path's idle limit, and how often this agent's connection says something.
#pragma once

#include <optional>

#include "probe/verdicts/verdicts.hpp"

namespace edge::probe {

struct IdleFinding {
  const Evidence* evidence = nullptr;
  const IdleDetail* detail = nullptr;
  /// The longest that both ends of this agent's connection are silent, by its OPEN and the hub's;
  /// absent: nothing limits it, or the hub's OPEN was not seen.
  std::optional<Duration> quietest;
};

/// Nothing if no silence was measured.
std::optional<IdleFinding> idle_finding(const Case& facts);

/// The path ends connections before this agent's says something again.
bool is_too_short(const IdleFinding& finding);

/// It was seen to keep one for as long as this agent's is silent.
bool is_known_to_suffice(const IdleFinding& finding);

/// "on a connection of agent-1.6 something is sent every 26.2 s at least".
std::string heartbeat_words(const IdleFinding& finding, const Case& facts);

}  // namespace edge::probe
