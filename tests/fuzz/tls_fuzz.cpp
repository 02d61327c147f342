// A TLS engine of either role, fed any bytes: instead of the handshake, or after a good one.
#include <openssl/rand.h>

#include <array>

#include "common/tls/certificate_authority.hpp"
#include "common/tls/engine.hpp"
#include "common/tls/tls.hpp"
#include "tests/fuzz/fuzz_input.hpp"

namespace {

using namespace edge;

/// A key pair lives as long as the process: making one takes longer than a run.
struct Contexts {
  Contexts() {
    const CertificateAuthority authority("fuzz", WallTime{});
    CertificateRequest request;
    request.common_name = "hub.test";
    request.not_after = WallTime{} + std::chrono::hours{24};
    const auto issued = authority.issue(request);
    auto bio = bio_over(issued.certificate_pem);
    SSL_CTX_use_certificate(server.get(), parse_certificate(bio.get()).get());
    SSL_CTX_use_PrivateKey(server.get(), parse_private_key(issued.private_key_pem).get());
  }
  SslContextPtr client = new_tls_context(TlsRole::client);
  SslContextPtr server = new_tls_context(TlsRole::server);
};

void shake_hands(TlsEngine& client, TlsEngine& server) {
  for (int flight = 0; flight < 4; ++flight) {
    (void)client.handshake();
    server.feed(client.take_output());
    (void)server.handshake();
    client.feed(server.take_output());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Contexts contexts;
  fuzz::Input input(data, size);
  const auto mode = input.byte();
  TlsDetail client_detail, server_detail;
  TlsEngine client(contexts.client.get(), TlsRole::client, client_detail);
  TlsEngine server(contexts.server.get(), TlsRole::server, server_detail);
  if (mode % 8 == 7) shake_hands(client, server);
  TlsEngine& engine = mode & 8 ? client : server;
  std::array<std::uint8_t, 512> plain{};
  while (!input.empty()) {
    engine.feed(input.piece());
    const auto progress = engine.handshake();
    if (progress && *progress == TlsProgress::complete) (void)engine.read(plain);
    engine.take_output();
  }
  engine.shut_down();
  engine.take_output();
  return 0;
}
