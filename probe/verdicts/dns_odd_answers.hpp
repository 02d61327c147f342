// What came back to a query and is no answer that a library can use, by no fault of the name.
#pragma once

#include "probe/verdicts/failures.hpp"

namespace edge::probe {

/// Adds to a verdict on names that what came back to the queries that it cites is the query itself,
/// or damaged, and has the fix be about that.
void name_odd_answers(Verdict& verdict, const Case& facts);

}  // namespace edge::probe
