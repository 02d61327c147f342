#include "common/iothub/base64.hpp"

#include <openssl/evp.h>

#include <algorithm>

#include "common/base/check.hpp"

namespace edge {
namespace {

bool in_alphabet(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/';
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

std::string base64_encode(ByteView data) {
  // EVP_EncodeBlock ends its output with a NUL, for which std::string has room.
  std::string text((data.size() + 2) / 3 * 4, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), data.data(),
                                     static_cast<int>(data.size()));
  CHECK(static_cast<std::size_t>(length) == text.size());
  return text;
}

std::optional<Bytes> base64_decode(std::string_view text) {
  std::string packed;
  std::copy_if(text.begin(), text.end(), std::back_inserter(packed),
               [](char c) { return !is_space(c); });
  if (packed.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < packed.size() && packed[packed.size() - 1 - padding] == '=') {
    ++padding;
  }
  const auto body = std::string_view(packed).substr(0, packed.size() - padding);
  if (!std::all_of(body.begin(), body.end(), in_alphabet)) return std::nullopt;

  Bytes data(packed.size() / 4 * 3);
  const int length =
      EVP_DecodeBlock(data.data(), reinterpret_cast<const unsigned char*>(packed.data()),
                      static_cast<int>(packed.size()));
  if (length < 0) return std::nullopt;
  data.resize(static_cast<std::size_t>(length) - padding);  // OpenSSL counts padding as zeros
  return data;
}

}  // namespace edge
