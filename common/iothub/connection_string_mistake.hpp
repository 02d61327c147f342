// What people do wrong with a connection string that is refused, told from the string itself.
#pragma once

#include <string_view>

namespace edge {

/// One or two sentences on the most likely mistake and the right form, without a part of the
/// string; empty if none is known. What the SDK says to it is parse_connection_string()'s.
std::string_view connection_string_mistake(std::string_view text);

}  // namespace edge
