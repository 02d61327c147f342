// Turns a line of Proton's frame tracer into one of ours: shorter, printable and without secrets.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace edge {

/// "-> 0 open [container-id=...]". A transfer's payload, which may be a token, becomes its size.
/// Nothing for lines that are no frames.
std::optional<std::string> frame_line(std::string_view proton_line);

}  // namespace edge
