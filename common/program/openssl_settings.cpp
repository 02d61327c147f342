#include "common/program/openssl_settings.hpp"

#include <fmt/core.h>
#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <memory>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"

namespace edge {
namespace {

constexpr off_t kLargest = 1 << 20;

struct FreeText {
  void operator()(char* text) const { OPENSSL_free(text); }
};

/// Linux, Documentation/admin-guide/devices.txt: 1, 3. The usual way to say "no settings".
bool is_null_device(const struct stat& file) {
  return S_ISCHR(file.st_mode) && file.st_rdev == makedev(1, 3);
}

}  // namespace

void check_openssl_settings() {
  const std::unique_ptr<char, FreeText> path(CONF_get1_default_config_file());
  struct stat file = {};
  if (!path || ::stat(path.get(), &file) != 0 || is_null_device(file)) return;
  const char* const wrong = !S_ISREG(file.st_mode)   ? "it is not a file"
                            : file.st_size > kLargest ? "it has more than 1 MiB"
                                                      : nullptr;
  if (!wrong) return;
  throw UsageError(fmt::format("cannot read OpenSSL's settings in {} (OPENSSL_CONF): {}",
                               printable(path.get()), wrong));
}

}  // namespace edge
