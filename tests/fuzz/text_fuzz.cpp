// The small parsers: addresses, prefixes, durations, times, frame lines, kernel tables, PEM files.
#include <openssl/ssl.h>

#include <stdexcept>

#include "common/base/duration_text.hpp"
#include "common/base/escape.hpp"
#include "common/report/timestamp.hpp"
#include "common/tls/lazy_bundle.hpp"
#include "common/tls/openssl.hpp"
#include "common/tls/trust_store.hpp"
#include "common/world/endpoint.hpp"
#include "common/world/prefix.hpp"
#include "common/world/real/host_facts.hpp"
#include "tests/fuzz/fuzz_input.hpp"

namespace {

using namespace edge;

void trust(const std::string& pem) {
  const SslContextPtr context(SSL_CTX_new(TLS_client_method()));
  trust_lazily(SSL_CTX_get_cert_store(context.get()), pem);
  try {
    trust_pem(SSL_CTX_get_cert_store(context.get()), pem, "fuzz");
  } catch (const std::runtime_error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto kind = input.byte() % 3;
  const std::string text = input.text();
  if (kind == 0) {
    (void)parse_endpoint(text, 53);
    (void)parse_prefix(text);
    (void)parse_duration(text);
    parse_iso(text);
  }
  if (kind == 1) {
    parse_ipv4_routes(text);
    container_engine(false, false, text);
    printable(text);
  }
  if (kind == 2) trust(text);
  return 0;
}
