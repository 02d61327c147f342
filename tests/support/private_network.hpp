// Network namespaces for tests, made without privilege, with ip(8) and nft(8) run inside them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/world/real/network_namespace.hpp"

namespace edge::test {

using edge::enter_private_namespaces;
using edge::Inside;

/// Made only after enter_private_namespaces() succeeded.
class NetworkNamespace : public edge::NetworkNamespace {
 public:
  /// Its loopback is up.
  NetworkNamespace();

  /// Lines for `ip -batch`. Throws std::runtime_error with ip's own words.
  void ip(std::string_view batch) const;
  /// A script for `nft -f`.
  void nft(std::string_view script) const;
  void sysctl(const std::string& name, const std::string& value) const;
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
