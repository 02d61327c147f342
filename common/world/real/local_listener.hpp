// A listening socket in the file system (unix(7)), for programs that serve others of this machine.
// The client's side: local_socket.hpp.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>

#include "common/world/world.hpp"

namespace edge {

/// Listens at `path`, mode 0600: whoever may write to a socket may use it. A socket that is there
/// and that nobody listens at any more is replaced; the new one is removed with the listener. It
/// has no address: local() is empty. Errors: those of bind(2); address_in_use also for what is
/// there and is no such socket.
Result<std::unique_ptr<Listener>> listen_local(boost::asio::any_io_executor executor,
                                               const std::string& path);

}  // namespace edge
