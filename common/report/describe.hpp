// One line of words about one piece of evidence: what was seen, without judging it.
#pragma once

#include <string>

#include "common/report/evidence.hpp"

namespace edge {

/// "203.0.113.10:5671 no answer"; empty when there is nothing beyond the outcome.
std::string describe(const Evidence& evidence);

/// A peer's words, which are printable already, cut to what a person reads. Only the JSON report
/// has them whole.
std::string shortened(std::string_view text);

}  // namespace edge
