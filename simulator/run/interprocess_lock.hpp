// Lets the processes that it is shared with through one at a time.
#pragma once

namespace edge::sim {

/// Made before the processes are forked. One that ends, however it does, lets the next one through.
class InterprocessLock {
 public:
  /// Throws std::system_error.
  InterprocessLock();
  ~InterprocessLock();
  InterprocessLock(const InterprocessLock&) = delete;
  InterprocessLock& operator=(const InterprocessLock&) = delete;

  /// Waits until no other process is inside. Throws std::system_error.
  void enter();
  /// Lets the next one in; without effect outside.
  void leave();

 private:
  int file_;  // without a name; locked by fcntl(2), whose locks belong to processes
};

}  // namespace edge::sim
