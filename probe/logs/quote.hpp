// What is shown of a line of a log.
#pragma once

#include <string>
#include <string_view>

#include "probe/logs/signatures.hpp"

namespace edge::probe {

/// A part of `line` around `at`, where a text of `row` stands, as it may be shown: without secrets,
/// nothing that a terminal obeys, not long.
std::string quote_of(std::string_view line, std::size_t at, const SignatureRow& row);

}  // namespace edge::probe
