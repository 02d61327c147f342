// What registries, their token services and the files of engines and devices say, of any bytes:
// read, judged, and kept only as plain text.
#include <cstdlib>

#include "common/base/usage_error.hpp"
#include "common/base/utf8.hpp"
#include "probe/registry/answers.hpp"
#include "probe/registry/challenge.hpp"
#include "probe/registry/login.hpp"
#include "probe/registry/registry_token.hpp"
#include "probe/registry/web_address.hpp"
#include "tests/fuzz/fuzz_input.hpp"

namespace {

using namespace edge;

void check_shown(const std::string& text) {
  constexpr std::size_t kLongest = 1024;
  if (text.size() > kLongest || !is_plain_text(text)) std::abort();
}

void read_address(const std::string& text) {
  const probe::WebAddress address = probe::https_address(text);
  check_shown(address.problem);
  const bool usable = address.problem.empty();
  if (usable && (address.host.empty() || !address.target.starts_with('/'))) std::abort();
}

void read_image(const std::string& text) {
  try {
    const probe::ImageReference image = probe::parse_image(text);
    if (image.repository.find_first_of(" ?#%\r\n") != std::string::npos) std::abort();
    probe::engine_logins(text, "file", image);
  } catch (const UsageError& error) {
    check_shown(error.what());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::string text(as_text(input.take(size)));
  read_image(text);
  read_address(probe::usable_challenge(text).parameter("realm"));
  read_address(text);
  const probe::RegistryError error = probe::registry_error(text);
  check_shown(error.code);
  check_shown(error.message);
  probe::token_claims(text);
  if (const auto image = probe::image_manifest(text)) {
    for (const auto& one : image->platforms) check_shown(one.platform);
    if (!image->blob.empty() && !probe::is_digest(image->blob)) std::abort();
  }
  return 0;
}
