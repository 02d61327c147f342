// The expressions of an nf_tables rule.
#pragma once

#include <string_view>
#include <vector>

#include "probe/filters/ruleset.hpp"

namespace edge::probe {

/// `bytes` is a list of expressions (NFTA_RULE_EXPRESSIONS).
std::vector<FilterExpression> parse_expressions(std::string_view bytes);
/// A value or a verdict (NFTA_DATA_*) as an immediate.
FilterExpression parse_data(std::string_view bytes);
/// A target of x_tables by its name, its revision and its data.
FilterExpression xt_target(std::string name, std::uint32_t revision, std::string data);

/// Numbers of nfnetlink have the network's byte order. 0 for a value of another size.
std::uint32_t big_number(std::string_view value);
std::uint64_t big_number64(std::string_view value);

}  // namespace edge::probe
