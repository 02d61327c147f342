// What the exception says that an agent's log quotes of a failure: the way from a log to a verdict.
#pragma once

#include <string>
#include <string_view>

#include "common/world/world.hpp"

namespace edge::probe {

/// The innermost exception of .NET, in the words of its image's C library, as
/// "System.Net.Sockets.SocketException (113): Host is unreachable". `symbol` is failure_symbol()'s.
/// Empty where no log is known.
std::string exception_words(CLibrary library, std::string_view stage, std::string_view symbol);

}  // namespace edge::probe
