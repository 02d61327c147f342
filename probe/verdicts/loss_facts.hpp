// What random loss explains.
#pragma once

#include "probe/verdicts/failures.hpp"

namespace edge::probe {

/// Nothing came back until the time was over; of names: or a server said that it heard nothing.
bool ends_in_silence(const Evidence& evidence);

}  // namespace edge::probe
