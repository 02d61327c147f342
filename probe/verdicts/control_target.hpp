// What the control target (--control) tells of silence: whether it is the hub's packets alone that
// are dropped, or all.
#pragma once

#include "probe/verdicts/path_facts.hpp"

namespace edge::probe {

/// The way out is open: some packet got further than `last`, the last router that answers on the
/// way to the hub.
bool control_passes(const Case& facts, const Hop& last);

/// Adds it to the verdict, and has the fix follow.
void say_control(Verdict& verdict, const Case& facts, const Hop& last, const IpAddress& hub);

}  // namespace edge::probe
