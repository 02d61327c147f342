#include "probe/commands/source.hpp"

#include "common/base/usage_error.hpp"

namespace edge::probe {
namespace {

/// A minute: somebody may type it.
constexpr ReadLimits kSecretLimits{64 * 1024, std::chrono::minutes{1}};

}  // namespace

std::string read_source(const std::string& path, const ReadLimits& limits) {
  try {
    return path == "-" ? read_standard_input(limits) : read_named_file(path, limits);
  } catch (const std::runtime_error& error) {
    throw UsageError(error.what());
  }
}

Secret read_secret(const std::string& path) {
  std::string text = read_source(path, kSecretLimits);
  return take_secret(text);
}

}  // namespace edge::probe
