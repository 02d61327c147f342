// Reading what an option names: a file, or standard input for "-".
#pragma once

#include <string>

#include "common/base/secret.hpp"
#include "common/files/named_file.hpp"

namespace edge::probe {

/// Of a recorded report: a survey's may be large, and one that comes through a pipe takes its time.
inline constexpr ReadLimits kRecordedLimits{256 << 20, std::chrono::minutes{10}};

/// Throws UsageError for what cannot be read within `limits`.
std::string read_source(const std::string& path, const ReadLimits& limits);
/// The same for files that hold credentials.
Secret read_secret(const std::string& path);

}  // namespace edge::probe
