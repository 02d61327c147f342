// Base64 (RFC 4648 section 4) by OpenSSL, with .NET's rules for what is accepted: keys come from
// strings that .NET programs read too. Not for URL-safe base64.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/bytes.hpp"

namespace edge {

std::string base64_encode(ByteView data);

/// White space is skipped, as Convert.FromBase64String does; anything else must be complete groups
/// of four with padding only at the end. Absent when it is not.
std::optional<Bytes> base64_decode(std::string_view text);

}  // namespace edge
