// What a token says of itself, where it is a JSON Web Token (RFC 7519), as registries' are:
// nobody's signature is checked, and nothing is granted for it here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/world/time.hpp"

namespace edge::probe {

struct TokenGrant {
  std::string repository;
  std::vector<std::string> actions;  // "pull", "push", "*"
};

struct TokenClaims {
  bool readable = false;         // it is such a token, and says what it grants
  std::optional<WallTime> ends;  // "exp"
  std::vector<TokenGrant> grants;

  std::vector<std::string> granted_for(std::string_view repository) const;
};

TokenClaims token_claims(std::string_view token);

}  // namespace edge::probe
