// Reports as text, and how they look on standard output.
#pragma once

#include <string>

#include "probe/output/outputs.hpp"

namespace edge::probe {

/// `format`: row of outputs.cpp.
std::string rendered(const std::string& format, const Report& report,
                     const OutputStyle& style = {});
/// For standard output, where the log lines were shown as they happened.
OutputStyle terminal_style();

}  // namespace edge::probe
