// getaddrinfo() of the C library that this program runs with. It blocks, cannot be stopped and
// reads whatever the machine has set up, so it is called in a child process. Not for the models of
// what an agent's library does: those are common/dns.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <string>

#include "common/world/world.hpp"

namespace edge {

class NetworkNamespace;

CLibrary library_of_this_program();

/// The answer of getaddrinfo(3) for `name`, AF_UNSPEC, SOCK_STREAM, in `where` (may be null).
/// Cancelling ends the child. Errors are those of pipe(2) and fork(2); errc::io_error if the child
/// ended without an answer.
Awaitable<Result<LibraryAnswer>> getaddrinfo_in_child(boost::asio::any_io_executor executor,
                                                      const NetworkNamespace* where,
                                                      std::string name);

}  // namespace edge
