// Network namespaces of a test's own, made without privilege: the test process moves into a new
// user namespace, in which it is root, and makes network namespaces there. They are held by
// descriptors only, so nothing is left behind. Uses ip(8), and nft(8) where a test filters.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace edge::test {

/// Moves this process, for good, into private user and network namespaces. Returns an empty text,
/// or the reason why this machine does not allow it: for GTEST_SKIP.
std::string enter_private_namespaces();

class NetworkNamespace {
 public:
  /// An empty one, loopback up. Throws unless enter_private_namespaces() succeeded.
  NetworkNamespace();
  ~NetworkNamespace();
  NetworkNamespace(const NetworkNamespace&) = delete;
  NetworkNamespace& operator=(const NetworkNamespace&) = delete;

  int descriptor() const { return descriptor_; }

  /// Lines for `ip -batch`. Throws std::runtime_error with ip's own words.
  void ip(std::string_view batch) const;
  /// A script for `nft -f`.
  void nft(std::string_view script) const;
  /// "net/ipv4/ip_forward" = "1".
  void sysctl(const std::string& name, std::string_view value) const;

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

/// The process has no effective capability while this lives.
class WithoutCapabilities {
 public:
  WithoutCapabilities();
  ~WithoutCapabilities();
  WithoutCapabilities(const WithoutCapabilities&) = delete;
  WithoutCapabilities& operator=(const WithoutCapabilities&) = delete;
};

}  // namespace edge::test
