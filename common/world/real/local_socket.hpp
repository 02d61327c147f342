// A stream to a program of this machine, by a socket in the file system (unix(7)), that waits for
// what it does: for small questions before or beside a run. Not for the network, whose sockets are
// the World's.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "common/files/descriptor.hpp"
#include "common/world/time.hpp"

namespace edge {

class LocalSocket {
 public:
  /// Errors are those of connect(2); timed_out when it and all that follows is not done within
  /// `limit`.
  static Result<LocalSocket> connect(const std::string& path, Duration limit);

  /// Begins the limit anew.
  void allow(Duration limit);
  Result<void> send(std::string_view bytes);
  /// What there is next, valid until the next call; empty: the peer has ended it.
  Result<std::string_view> receive();

 private:
  explicit LocalSocket(Descriptor socket) : socket_(std::move(socket)) {}
  /// Until poll(2) has one of `events`.
  ErrorCode wait_for(short events);

  Descriptor socket_;
  std::chrono::steady_clock::time_point end_;
  std::array<char, 64 * 1024> bytes_;
};

}  // namespace edge
