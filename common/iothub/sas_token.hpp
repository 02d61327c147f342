// Shared access signature tokens: made by the probe, verified by the simulated hub
// (SharedAccessSignatureBuilder.cs; HMAC-SHA256 over sr + "\n" + se).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/base/secret.hpp"
#include "common/world/time.hpp"

namespace edge {

/// "{host}/devices/{d}" or "{host}/devices/{d}/modules/{UrlEncode(m)}": the put-token's name.
std::string token_audience(std::string_view host, std::string_view device_id,
                           std::string_view module_id);

/// .NET's WebUtility.UrlEncode: upper-case hexadecimal, space becomes '+', - _ . ! * ( ) stay.
std::string url_encode(std::string_view text);
/// Errors: errc::invalid_argument for a broken escape.
Result<std::string> url_decode(std::string_view text);
/// The same, where '+' is just a plus: all of a URL but its query (RFC 3986 section 2.1).
Result<std::string> percent_decode(std::string_view text);

/// Throws std::invalid_argument when the key is not base64.
Secret make_sas_token(std::string_view audience, std::string_view key_base64, WallTime expires,
                      std::string_view policy = {});

/// For keys that somebody else has: what is to be signed, by HMAC-SHA256, and the token of the
/// signature, which is base64.
std::string text_to_sign(std::string_view audience, WallTime expires);
/// What such a somebody gives, before it is base64.
Bytes hmac_sha256(ByteView key, ByteView data);
Secret sas_token_of(std::string_view audience, const Secret& signature, WallTime expires,
                    std::string_view policy = {});

/// A token as received, `sr` and `sig` kept as transmitted.
struct SasToken {
  std::string sr;              // still encoded: what the signature covers
  std::string signature;       // decoded from its escapes: base64
  std::string policy;          // skn
  std::int64_t expires_s = 0;  // se: Unix seconds
};

Result<SasToken> parse_sas_token(std::string_view text);

/// The bytes of "NAME=" that `text` begins with, as it is or URL-encoded, in any case; 0: of none.
std::size_t begins_field(std::string_view text, std::string_view name);

/// `text` to be shown, with the signature of any token in it as "***": up to the next field of a
/// token, or the end.
std::string without_signatures(std::string_view text);

/// Constant-time comparison of the signature under `key_base64`.
bool signature_matches(const SasToken& token, std::string_view key_base64);

}  // namespace edge
