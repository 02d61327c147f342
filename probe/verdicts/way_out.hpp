// How far packets for elsewhere get: what a trace to nobody's address shows while no address of the
// hub is known.
#pragma once

#include <string>

#include "probe/verdicts/path_facts.hpp"

namespace edge::probe {

struct WayOut {
  const Evidence* evidence = nullptr;  // null: nothing is known
  const Hop* router = nullptr;         // the last that answered
  bool open = false;                   // something behind it answered
  const Hop* refusal = nullptr;        // of the site's router, which has no way on
};

WayOut way_out(const Case& facts);
/// A clause without its full stop.
std::string way_out_text(const WayOut& way);
/// Of a way out that has a refusal.
std::string refusal_fix(const WayOut& way);

}  // namespace edge::probe
