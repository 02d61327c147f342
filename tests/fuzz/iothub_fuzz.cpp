// Connection strings, tokens and their encodings.
#include <stdexcept>

#include "common/base/check.hpp"
#include "common/iothub/base64.hpp"
#include "common/iothub/connection_string.hpp"
#include "common/iothub/sas_token.hpp"
#include "tests/fuzz/fuzz_input.hpp"

namespace {

using namespace edge;

void parse_string(const std::string& text) {
  without_secrets(text);
  try {
    const auto parsed = parse_connection_string(text);
    CHECK(!parsed.host_name.empty() && !parsed.device_id.empty());
    token_audience(parsed.host_name, parsed.device_id, parsed.module_id);
  } catch (const std::invalid_argument&) {
  }
}

void parse_token(const std::string& text) {
  const auto token = parse_sas_token(text);
  if (token) signature_matches(*token, "AAECAwQFBgcICQoLDA0ODw==");
  if (const auto plain = url_decode(text)) CHECK(*url_decode(url_encode(*plain)) == *plain);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto kind = input.byte() % 3;
  const std::string text = input.text();
  if (kind == 0) parse_string(text);
  if (kind == 1) parse_token(text);
  if (kind == 2) {
    if (const auto bytes = base64_decode(text)) {
      CHECK(base64_decode(base64_encode(*bytes)) == *bytes);
    }
  }
  return 0;
}
