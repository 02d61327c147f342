// What the agent makes of the proxy that its environment names.
#pragma once

#include "probe/verdicts/verdicts.hpp"

namespace edge::probe {

/// A verdict on a setting with that consequence (kEndsAtItsStart and its like); nothing if there is
/// none. `what_follows` is a sentence.
std::optional<Verdict> verdict_on_proxy_setting(const Case& facts, std::string_view consequence,
                                                std::string_view what_follows);

}  // namespace edge::probe
