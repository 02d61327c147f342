// How a server wants to be told who asks: the field WWW-Authenticate (RFC 9110 section 11.6.1).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace edge::probe {

struct Challenge {
  std::string scheme;  // in small letters: "bearer"
  std::map<std::string, std::string, std::less<>> parameters;  // names in small letters

  /// Empty if there is none.
  std::string parameter(std::string_view name) const;
};

/// Those of `text`, a field's value, in its order; what follows something malformed is left out.
std::vector<Challenge> parse_challenges(std::string_view text);

/// The one that a pull goes on with: Bearer, else Basic; no scheme if there is neither.
Challenge usable_challenge(std::string_view value);

}  // namespace edge::probe
