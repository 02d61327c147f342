// TLS over any Stream, client and server, by OpenSSL on memory BIOs. Not for certificate issuing
// (certificate_authority) nor for judging a certificate: every defect is recorded, none hidden.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/report/evidence.hpp"
#include "common/world/world.hpp"

namespace edge {

/// Trust anchors: a PEM file's, every certificate of which must be sound, or the system's, of which
/// only those are looked at that a chain asks for.
struct TlsClientOptions {
  std::string server_name;  // required: SNI and the name to verify (RFC 6125); an IP literal too
  std::string ca_file;      // PEM; exceptions name the file and what is wrong with it
  std::string ca_pem;       // PEM text used instead of a file; for virtual worlds
  std::string system_bundle;   // where the system's are, if not at its usual places,
  std::string system_folders;  // and the hashed directories, with ':' between them
};

struct TlsServerOptions {
  std::string certificate_pem;      // leaf first, then the chain
  std::string private_key_pem;
  bool request_client_certificate = true;  // optional, as the hub does
  bool demand_client_certificate = false;  // who shows none is refused
  bool weak_certificate = false;    // shows one that OpenSSL itself would not use
  std::string client_ca_pem;        // whose certificates count as trusted; empty: nobody's
};

/// The certificate that a client showed, and proved to have the key of. Any is accepted: what it
/// is worth is the server's user's to judge.
struct PeerCertificate {
  std::string common_name;  // as it stands there: raw
  std::string sha256;       // of the DER, hexadecimal in lower case
  bool trusted = false;     // issued by client_ca_pem, directly or through others, and in its dates
};

/// Reusable client settings; loading trust anchors is the costly part.
class TlsClient {
 public:
  explicit TlsClient(const TlsClientOptions& options);  // throws std::runtime_error: file, reason
  ~TlsClient();
  /// From now on shown to a server that asks for a certificate: PEM, leaf first, then the chain,
  /// and its key without a passphrase. Throws std::runtime_error: which of them, reason.
  void show(std::string_view certificate_pem, std::string_view private_key_pem);
  /// Handshakes over `below` and fills `detail` as it goes, so that a cancelled handshake leaves
  /// what it saw. Dates are held against world.wall(). A certificate with defects fails the
  /// handshake after all of them are recorded. Errors: TlsError (tls_error.hpp), and those of the
  /// stream below unchanged. Never times out by itself: use with_deadline.
  Awaitable<Result<std::unique_ptr<Stream>>> handshake(World& world, std::unique_ptr<Stream> below,
                                                       TlsDetail& detail);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

class TlsServer {
 public:
  explicit TlsServer(const TlsServerOptions& options);
  ~TlsServer();
  /// As the client's. Sets `peer` if the client shows a certificate.
  Awaitable<Result<std::unique_ptr<Stream>>> handshake(World& world, std::unique_ptr<Stream> below,
                                                       TlsDetail& detail,
                                                       std::optional<PeerCertificate>& peer);
  Awaitable<Result<std::unique_ptr<Stream>>> handshake(World& world, std::unique_ptr<Stream> below,
                                                       TlsDetail& detail);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace edge
