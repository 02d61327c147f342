// Short stable names of errors for evidence: "ECONNRESET", "EOF", or the category's own words.
#pragma once

#include <string>

#include "common/base/result.hpp"

namespace edge {

/// The errno's symbol where there is one, "EOF" for an orderly end, else the error's message.
/// Empty for success.
std::string error_name(const ErrorCode& error);

}  // namespace edge
