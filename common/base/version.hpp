// The product's version, set by CMake's project().
#pragma once

namespace edge {

/// "0.1.0": what reports and logs name. The commit is asked for with --version only
/// (common/commit/commit.hpp), so that a report does not change with every commit.
extern const char* const kVersion;

}  // namespace edge
