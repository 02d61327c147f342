// What a registry of container images does. What that means on the wire:
// simulator/services/registry_answers.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "simulator/topology/certificate_spec.hpp"

namespace edge {

/// One repository with one tag, by HTTPS, and its own token service at /token.
struct RegistryService {
  std::string host_name = "registry.test";
  std::uint16_t port = 443;
  CertificateSpec certificate;
  std::string repository = "edge/agent";
  std::string tag = "1.5";
  std::vector<std::string> platforms{"linux/amd64"};
  std::string user;         // empty: everybody may pull
  std::string password;     // test secret
  bool may_pull = true;     // false: the user may not, nor anybody else
  bool tokens = true;       // false: it asks for Basic itself, and has no token service
  std::string realm;        // that it names for its token service; empty: its own
  std::string data_host;    // that blobs are at; empty: it gives them itself
  std::optional<int> refuses_with;  // the status of every answer
  bool operator==(const RegistryService&) const = default;
};

}  // namespace edge
