#include "common/base/secret.hpp"

#include <cstring>

namespace edge {
namespace {

/// As memset(), but not left out by the compiler where the memory is not read again.
void clear(char* bytes, std::size_t size) {
  if (size > 0) explicit_bzero(bytes, size);
}

}  // namespace

Secret::~Secret() { clear(bytes_.data(), bytes_.size()); }

Secret take_secret(std::string& text) {
  Secret secret(text);
  text.resize(text.capacity());  // what was cut off before is behind the end
  clear(text.data(), text.size());
  text.clear();
  return secret;
}

}  // namespace edge
