// The end of a run, as the agent would have met it.
#pragma once

#include <string>

#include "common/report/report.hpp"

namespace edge {

/// The last stage of all was to keep the connection, and it did.
bool was_held(const Report& report);
/// What the agent would have done by then. That it is connected may be said of the link only.
std::string agent_end_text(const Report& report);

}  // namespace edge
