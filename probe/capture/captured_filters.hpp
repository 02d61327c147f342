// The packet filters of a capture: what they do to the packets that were followed, not the rules
// themselves, which may be any number and ask what a scenario has no words for.
#pragma once

#include "probe/capture/captured_host.hpp"

namespace edge::probe {

/// Rules of the host's node. `names`: with the place that each was found at.
CaptureJson captured_filters(CaptureContext& context, bool names);

}  // namespace edge::probe
