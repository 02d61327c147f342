#include "common/iothub/sas_token.hpp"

#include <algorithm>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

#include "common/base/ascii_case.hpp"
#include "common/base/check.hpp"
#include "common/base/key_value.hpp"
#include "common/base/secret_gate.hpp"
#include "common/base/whole_number.hpp"
#include "common/iothub/base64.hpp"

namespace edge {
namespace {

constexpr std::string_view kPrefix = "SharedAccessSignature ";
constexpr std::size_t kMaxToken = 4096;
constexpr std::size_t kDigestSize = 32;  // SHA-256

using Digest = std::array<std::uint8_t, kDigestSize>;

ErrorCode invalid() { return make_error_code(boost::system::errc::invalid_argument); }

/// What is signed: `sr` as it is transmitted.
std::string signed_text(std::string_view sr, std::int64_t expires_s) {
  return std::string(sr) + "\n" + std::to_string(expires_s);
}

std::int64_t seconds_of(WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

Digest digest_of(ByteView key, ByteView data) {
  Digest digest;
  unsigned length = 0;
  CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data.data(), data.size(),
             digest.data(), &length) != nullptr);
  CHECK(length == digest.size());
  return digest;
}

Digest sign(ByteView key, std::string_view sr, std::int64_t expires_s) {
  return digest_of(key, as_bytes(signed_text(sr, expires_s)));
}

bool stays(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '!' || c == '*' || c == '(' || c == ')';
}

Result<std::string> decode(std::string_view text, char plus) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i] == '+' ? plus : text[i];
      continue;
    }
    const auto hex = text.substr(i + 1, 2);
    const auto value = hex.size() == 2 ? whole_number<std::uint8_t>(hex, 16) : std::nullopt;
    if (!value) return invalid();
    decoded += static_cast<char>(*value);
    i += 2;
  }
  return decoded;
}

std::optional<std::int64_t> parse_seconds(std::string_view text) {
  const auto value = whole_number<std::int64_t>(text);
  return value && *value >= 0 ? value : std::nullopt;
}

/// Where the next field of a token begins, or the text ends: a signature that is none may hold
/// anything.
std::size_t end_of_signature(std::string_view text, std::size_t at) {
  for (; at < text.size(); ++at) {
    for (const std::string_view between : {"&", "%26", "%2526"}) {
      if (!same_ignoring_case(text.substr(at, between.size()), between)) continue;
      const auto rest = text.substr(at + between.size());
      for (const auto name : {"sr", "se", "skn"}) {
        if (begins_field(rest, name) > 0) return at;
      }
    }
  }
  return text.size();
}

/// Stores one field of a token; false when it is malformed or comes twice. Unknown ones are
/// skipped.
bool store_field(std::string_view name, std::string_view value, SasToken& token, bool& has_expiry) {
  const auto decode_into = [&](std::string& target) {
    auto decoded = url_decode(value);
    if (!decoded || !target.empty()) return false;
    target = std::move(*decoded);
    return true;
  };
  if (name == "sr") {
    if (!token.sr.empty()) return false;
    token.sr = value;
    return true;
  }
  if (name == "sig") return decode_into(token.signature);
  if (name == "skn") return decode_into(token.policy);
  if (name == "se") {
    const auto seconds = parse_seconds(value);
    if (!seconds || has_expiry) return false;
    token.expires_s = *seconds;
    has_expiry = true;
  }
  return true;
}

}  // namespace

std::string token_audience(std::string_view host, std::string_view device_id,
                           std::string_view module_id) {
  std::string audience = std::string(host) + "/devices/" + url_encode(device_id);
  if (!module_id.empty()) audience += "/modules/" + url_encode(module_id);
  return audience;
}

std::string url_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (stays(c)) {
      encoded += c;
    } else if (c == ' ') {
      encoded += '+';
    } else {
      encoded += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return encoded;
}

Result<std::string> url_decode(std::string_view text) { return decode(text, ' '); }

Result<std::string> percent_decode(std::string_view text) { return decode(text, '+'); }

Secret make_sas_token(std::string_view audience, std::string_view key_base64, WallTime expires,
                      std::string_view policy) {
  const auto key = base64_decode(key_base64);
  if (!key) throw std::invalid_argument("The shared access key is not base64.");
  const Digest digest = digest_of(*key, as_bytes(text_to_sign(audience, expires)));
  return sas_token_of(audience, own_secret(base64_encode(digest)), expires, policy);
}

Bytes hmac_sha256(ByteView key, ByteView data) {
  const Digest digest = digest_of(key, data);
  return {digest.begin(), digest.end()};
}

std::string text_to_sign(std::string_view audience, WallTime expires) {
  return signed_text(url_encode(audience), seconds_of(expires));
}

Secret sas_token_of(std::string_view audience, const Secret& signature, WallTime expires,
                    std::string_view policy) {
  const std::string written = url_encode(signature.reveal());
  secret_gate().add(written);  // a peer may encode the whole token
  std::string token = std::string(kPrefix) + "sr=" + url_encode(audience) + "&sig=" + written +
                      "&se=" + std::to_string(seconds_of(expires));
  if (!policy.empty()) token += "&skn=" + url_encode(policy);
  return take_secret(token);
}

Result<SasToken> parse_sas_token(std::string_view text) {
  if (text.size() > kMaxToken || !text.starts_with(kPrefix)) return invalid();
  text.remove_prefix(kPrefix.size());
  SasToken token;
  bool has_expiry = false;
  while (!text.empty()) {
    const auto field = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(field.size() + 1, text.size()));
    const auto split = key_value(field);
    if (!split || !store_field(split->key, split->value, token, has_expiry)) return invalid();
  }
  if (token.sr.empty() || token.signature.empty() || !has_expiry) return invalid();
  return token;
}

std::size_t begins_field(std::string_view text, std::string_view name) {
  if (!same_ignoring_case(text.substr(0, name.size()), name)) return 0;
  for (const std::string_view equals : {"=", "%3D", "%253D"}) {
    if (same_ignoring_case(text.substr(name.size(), equals.size()), equals)) {
      return name.size() + equals.size();
    }
  }
  return 0;
}

std::string without_signatures(std::string_view text) {
  std::string shown;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t name = begins_field(text.substr(at), "sig");
    if (name == 0) {
      shown += text[at++];
      continue;
    }
    shown.append(text.substr(at, name)).append("***");
    at = end_of_signature(text, at + name);
  }
  return shown;
}

bool signature_matches(const SasToken& token, std::string_view key_base64) {
  const auto key = base64_decode(key_base64);
  const auto claimed = base64_decode(token.signature);
  if (!key || !claimed || claimed->size() != kDigestSize) return false;
  const Digest expected = sign(*key, token.sr, token.expires_s);
  return CRYPTO_memcmp(expected.data(), claimed->data(), kDigestSize) == 0;
}

}  // namespace edge
