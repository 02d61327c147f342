// Secrets in a line that somebody else wrote: what may be quoted of it. The process's own secrets
// are the business of common/base/secret_gate.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace edge {

/// `text` with "***" in place of what looks like a secret: values of keys, signatures, passwords
/// and tokens by their names, user:password in URLs, credentials of HTTP, and long base64.
std::string redacted(std::string_view text);

/// What is looked through for secrets around what is quoted: a name may stand far from its value.
inline constexpr std::size_t kLookedAt = 4096;  // bytes

/// The front of `words` as it may be shown: redacted, and nothing in it that a terminal obeys.
std::string shown_of_log(std::string_view words, std::size_t longest);

}  // namespace edge
