// One TLS connection without I/O: ciphertext in and out, plaintext in and out, by OpenSSL on memory
// BIOs. Whoever moves the bytes decides about waiting; arbitrary bytes may be fed.
#pragma once

#include <string>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/report/evidence.hpp"
#include "common/tls/openssl.hpp"

namespace edge {

enum class TlsRole { client, server };
enum class TlsProgress { complete, needs_bytes };

/// What all connections of a role share: TLS 1.2 or later, no renegotiation, no resumption.
SslContextPtr new_tls_context(TlsRole role);

class TlsEngine {
 public:
  /// `detail` is written to until the handshake has ended, and not after.
  TlsEngine(SSL_CTX* context, TlsRole role, TlsDetail& detail);

  SSL* ssl() const { return ssl_.get(); }

  /// Takes bytes that came from the peer.
  void feed(ByteView ciphertext);
  /// What must be sent to the peer now: one flight of the handshake, or records. Empty if nothing.
  Bytes take_output();

  /// Goes on as far as the bytes fed so far allow. Errors: TlsError.
  Result<TlsProgress> handshake();

  /// Plaintext; 0 means that bytes of the peer are needed. Errors: eof after the peer's
  /// close_notify, TlsError; protocol too when the peer updates keys, or asks for what we do not
  /// do, more often than it has reason to.
  Result<std::size_t> read(MutableByteView buffer);
  /// Plaintext of the record that was read last.
  std::size_t buffered() const { return static_cast<std::size_t>(SSL_pending(ssl())); }
  Result<void> write(ByteView plaintext);
  /// Queues close_notify, once, if the connection is in a state to have one.
  void shut_down();

 private:
  static void count_handshake_message(int sent, int version, int type, const void* message,
                                      std::size_t size, SSL* ssl, void* engine);
  bool is_flooded() const;
  ErrorCode classify_failure();
  ErrorCode failure();
  void record_first_bytes(ByteView ciphertext);
  void record_negotiated();

  SslPtr ssl_;
  BIO* incoming_;  // owned by ssl_
  BIO* outgoing_;  // owned by ssl_
  std::string first_bytes_;
  int idle_messages_ = 0;  // of handshakes, after the first one and since data last came
  bool handshaking_ = true;
  bool broken_ = false;
};

}  // namespace edge
