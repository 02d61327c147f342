// The lines of the container engine's log files (json-file):
// {"log":"...","stream":"...","time":"..."}.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/world/time.hpp"

namespace edge::probe {

struct EngineLine {
  std::string_view log;        // what the container wrote, without the line's end
  std::optional<WallTime> at;  // when the engine got it
};

/// Whether `line` looks as if it were one.
bool may_be_engine_line(std::string_view line);

/// Nothing if it is none, or was cut. `kept` holds the text where it had escapes.
std::optional<EngineLine> engine_line(std::string_view line, std::string& kept);

}  // namespace edge::probe
