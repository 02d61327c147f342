// Makes OpenSSL judge a peer's certificate without stopping at the first defect.
#pragma once

#include <openssl/types.h>

#include <optional>
#include <string>

#include "common/report/evidence.hpp"
#include "common/tls/tls.hpp"

namespace edge {

/// Every handshake of `context` records the peer's chain and all its defects in the TlsDetail
/// found by detail_of_connection(), then fails if there was any defect.
void verify_and_record(SSL_CTX* context);

/// As above for a server: the chain is recorded, any certificate is accepted. What it is worth by
/// the anchors of `context` remains as the connection's verify result.
void accept_and_record(SSL_CTX* context);

/// The peer's certificate once the handshake has ended, if it showed one.
std::optional<PeerCertificate> peer_certificate(const SSL* ssl);

/// Dates of the peer's certificate are held against `now`.
void hold_against(SSL* ssl, WallTime now);

/// What one connection's certificate is held against.
void expect_peer(SSL* ssl, const std::string& server_name, WallTime now);

/// An IP literal has no SNI and is compared with iPAddress entries.
bool is_ip_literal(const std::string& name);

/// The record that callbacks of this connection write to; may be null.
void set_detail_of_connection(SSL* ssl, TlsDetail* detail);
TlsDetail* detail_of_connection(const SSL* ssl);

}  // namespace edge
