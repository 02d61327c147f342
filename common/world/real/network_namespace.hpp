// Network namespaces as values: made anonymous, held by a descriptor, gone with the last of them.
// Not for what is inside one: simulator/lab.
#pragma once

#include <optional>
#include <string>

#include "common/files/descriptor.hpp"

namespace edge {

/// Moves this process, for good, into new user and network namespaces in which it is root, so that
/// it may make more. Returns an empty text, or the reason why this machine does not allow it.
std::string enter_private_namespaces();

/// The network namespace behind the file `path`, such as /proc/4711/ns/net or /run/netns/blue: to
/// be given to enter_for_good(). Throws FileError with what the path is instead.
Descriptor open_network_namespace(const std::string& path);

/// Moves this process, which has one thread, into the network namespace behind `descriptor` for
/// good; where that takes it also into the user namespace that owns it, as of a container without
/// root. Throws std::system_error; EPERM without CAP_SYS_ADMIN there.
void enter_for_good(const Descriptor& descriptor);

class NetworkNamespace {
 public:
  /// A new one in which even the loopback is down. Throws std::system_error naming what was
  /// attempted; EPERM without CAP_SYS_ADMIN in the user namespace.
  NetworkNamespace();
  ~NetworkNamespace();
  NetworkNamespace(NetworkNamespace&& other) noexcept;
  NetworkNamespace& operator=(NetworkNamespace&&) = delete;

  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

/// The thread is in `where` while this lives: sockets opened meanwhile belong there for ever.
class Inside {
 public:
  explicit Inside(const NetworkNamespace& where);
  ~Inside();
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  int previous_;
};

/// The same, or nothing at all where none is named.
class MaybeInside {
 public:
  explicit MaybeInside(const NetworkNamespace* where) {
    if (where) inside_.emplace(*where);
  }

 private:
  std::optional<Inside> inside_;
};

/// A setting of the namespace the thread is in, if the kernel has it and it is a number.
std::optional<int> read_sysctl(const std::string& name);

/// Writes a setting of the namespace the thread is in: "net/ipv4/ip_forward" = "1". Throws
/// std::runtime_error with the kernel's reason.
void write_sysctl(const std::string& name, const std::string& value);

}  // namespace edge
