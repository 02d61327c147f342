// getaddrinfo() of the C library that this program runs with. It blocks, cannot be stopped and
// reads whatever the machine has set up, so it is called in child processes. Not for the models of
// what an agent's library does: those are common/dns.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "common/world/world.hpp"

namespace edge {

class NetworkNamespace;
class LookupChild;

CLibrary library_of_this_program();

struct LookupTimes {
  // Nothing was asked twice: the shortest time-out of resolv.conf(5) is a second.
  Duration at_once = std::chrono::milliseconds{500};
  Duration unasked = std::chrono::seconds{1};  // until a child that waits for a name ends
};

/// Each look-up has a child of its own for as long as it takes. One that has found its name at once
/// is asked the next: to start it costs more than to ask it. Any other ends with its look-up, as
/// glibc remembers what has gone wrong in a process (RES_SNGLKUP, for one), and the next name's
/// answer is to be that of a fresh one. Those that nobody asks for a second end, too.
class OwnLibrary {
 public:
  /// In `where`, which may be null and must outlive this, as `executor`'s context must.
  OwnLibrary(const boost::asio::any_io_executor& executor, const NetworkNamespace* where,
             const LookupTimes& times = {});
  ~OwnLibrary();

  /// The answer of getaddrinfo(3) for `name`, AF_UNSPEC, SOCK_STREAM. Cancelling ends its child.
  /// Errors are those of socketpair(2), fork(2) and send(2); errc::io_error if the child ended
  /// without an answer.
  Awaitable<Result<LibraryAnswer>> ask(std::string name);

 private:
  Awaitable<Result<LibraryAnswer>> ask(std::unique_ptr<LookupChild> child, std::string name);
  void keep(std::unique_ptr<LookupChild> child);

  boost::asio::any_io_executor executor_;
  const NetworkNamespace* where_;
  LookupTimes times_;
  // Shared with the wait that ends them, which may be told after this has gone.
  std::shared_ptr<std::vector<std::unique_ptr<LookupChild>>> idle_;
  boost::asio::steady_timer unasked_;
};

}  // namespace edge
