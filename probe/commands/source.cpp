#include "probe/commands/source.hpp"

#include "common/base/usage_error.hpp"
#include "common/world/real/environment.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kLargestSecretFile = 64 * 1024;  // bytes

}  // namespace

std::string read_source(const std::string& path, std::size_t largest) {
  try {
    return path == "-" ? read_standard_input(largest) : read_file(path, largest);
  } catch (const std::runtime_error& error) {
    throw UsageError(error.what());
  }
}

Secret read_secret(const std::string& path) {
  std::string text = read_source(path, kLargestSecretFile);
  return take_secret(text);
}

}  // namespace edge::probe
