// What the exception says that an agent's log quotes of a failure: the way from a log to a verdict.
#pragma once

#include <string>
#include <string_view>

#include "common/world/world.hpp"

namespace edge::probe {

/// A failure as a log tells it.
struct LoggedFailure {
  std::string_view transport, stage;
  std::string_view symbol;  // failure_symbol()'s
  std::string_view proxy;   // "http://proxy:3128"; empty: none
  bool by_socket = false;   // the socket itself gave up, not who waited for it
};

/// The innermost exception of .NET, in the words of its image's C library, as
/// "System.Net.Sockets.SocketException (113): Host is unreachable". Empty where no log is known.
std::string exception_words(CLibrary library, const LoggedFailure& failure);

}  // namespace edge::probe
