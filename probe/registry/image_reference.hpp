// The name of a container image, as engines read it (distribution/reference): where it is, and what
// it is called there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace edge::probe {

struct ImageReference {
  std::string registry;     // as logins are kept: "docker.io", "contoso.azurecr.io", "edge:5000"
  std::string host;         // that is connected to: "registry-1.docker.io"
  std::uint16_t port = 443;
  std::string repository;   // "library/nginx"
  std::string reference;    // tag or digest; "latest" where none is given
};

/// Throws UsageError that says what is wrong with it.
ImageReference parse_image(std::string_view text);

/// "sha256:" and its digits, or of another algorithm; nothing that could be more of a path.
bool is_digest(std::string_view text);

/// Docker Hub's name for the many that it has in files and references.
std::string registry_name(std::string_view host);

}  // namespace edge::probe
