// The manual page of a program, in the language of man(7). Pure.
#pragma once

#include <string>
#include <string_view>

#include "common/program/description.hpp"

namespace edge {

/// `version`: "edgesim 0.2.0".
std::string manual_page(const CommandDescription& program, std::string_view version);

}  // namespace edge
