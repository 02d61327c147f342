// Which silences are to be tried to find a path's idle limit, and what they show of it. A silent
// connection counts once: what is sent to look after it makes the path keep it anew. Pure.
#pragma once

#include <span>
#include <vector>

#include "common/report/details/idle.hpp"

namespace edge::probe {

/// The most that stand side by side.
inline constexpr std::size_t kMostSilent = 32;
/// How far apart the bounds may be: 1 s up to 30 s, 3 % beyond.
Duration idle_tolerance(Duration ended);

/// Of the first pass, ascending, from 1 s to `longest`: each longer by the same factor.
std::vector<Duration> first_silences(Duration longest);
/// Between the bounds that the first pass has found, and the upper one again, to tell a limit from
/// a link that went for a while; none if they are close enough, or the end was seen as it came.
/// The first pass again if its connections were cut.
std::vector<Duration> second_silences(const IdleDetail& seen);

/// The longest ones that a pass has tried so far were not survived, so that longer ones are not
/// worth the wait.
bool limit_is_passed(std::span<const Silence> silences);

/// Sorts `silences` and fills in what they show. Ends that came by themselves at one moment, not at
/// one age, are `cut`.
void conclude_idle(IdleDetail& detail);

}  // namespace edge::probe
