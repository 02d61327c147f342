#include "common/tls/engine.hpp"

#include <boost/asio/error.hpp>
#include <algorithm>

#include "common/base/check.hpp"
#include "common/base/error_fact.hpp"
#include "common/base/escape.hpp"
#include "common/tls/tls_error.hpp"
#include "common/tls/verification.hpp"

namespace edge {
namespace {

constexpr std::size_t kFirstBytes = 128;
/// KeyUpdate, NewSessionTicket, a refused renegotiation: each costs far more than its bytes, and
/// what answers some of them waits for our next write.
constexpr int kMostIdleMessages = 16;
constexpr std::size_t kMostAnswers = 4096;  // bytes

/// The start of a TLS record: change_cipher_spec, alert, handshake or data of version 3.x
/// (RFC 8446 section 5.1).
bool may_be_tls(std::string_view bytes) {
  if (bytes.empty()) return true;
  const bool known_type = bytes[0] >= 20 && bytes[0] <= 23;
  return known_type && (bytes.size() < 2 || bytes[1] == 3);
}

/// Memory BIOs keep for good what they once held: thousands of connections at rest would.
bool keeps_memory_for_nothing(BIO* bio) {
  BUF_MEM* memory = nullptr;
  BIO_get_mem_ptr(bio, &memory);
  return memory->max > 0 && BIO_ctrl_pending(bio) == 0;
}

BIO* new_memory_bio() {
  BIO* bio = BIO_new(BIO_s_mem());
  CHECK(bio);
  return bio;
}

/// A foreign greeting is best recognised by its first line.
std::string_view first_line(std::string_view bytes) {
  const auto end = bytes.find_first_of("\r\n");
  return end == 0 ? bytes : bytes.substr(0, end);
}

void record_alert(const SSL* ssl, int where, int value) {
  TlsDetail* detail = detail_of_connection(ssl);
  constexpr int kReceived = SSL_CB_READ_ALERT;
  if (detail != nullptr && (where & kReceived) == kReceived) detail->alert = value & 0xff;
}

}  // namespace

SslContextPtr new_tls_context(TlsRole role) {
  const bool client = role == TlsRole::client;
  SslContextPtr context(SSL_CTX_new(client ? TLS_client_method() : TLS_server_method()));
  require_openssl(context != nullptr, "TLS");
  SSL_CTX* ctx = context.get();
  SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
  // No renegotiation: so reading never has to wait for writing. No resumption: every connection
  // shows the whole handshake, and no ticket follows it.
  SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(ctx, 0);
  SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_info_callback(ctx, record_alert);
  return context;
}

TlsEngine::TlsEngine(SSL_CTX* context, TlsRole role, TlsDetail& detail)
    : ssl_(SSL_new(context)), incoming_(new_memory_bio()), outgoing_(new_memory_bio()) {
  CHECK(ssl_);
  SSL_set_bio(ssl(), incoming_, outgoing_);
  set_detail_of_connection(ssl(), &detail);
  role == TlsRole::client ? SSL_set_connect_state(ssl()) : SSL_set_accept_state(ssl());
}

void TlsEngine::feed(ByteView ciphertext) {
  if (handshaking_) record_first_bytes(ciphertext);
  const int size = static_cast<int>(ciphertext.size());
  CHECK(size == 0 || BIO_write(incoming_, ciphertext.data(), size) == size);
}

Bytes TlsEngine::take_output() {
  Bytes output(BIO_ctrl_pending(outgoing_));
  if (output.empty()) return output;
  const int size = static_cast<int>(output.size());
  CHECK(BIO_read(outgoing_, output.data(), size) == size);
  if (keeps_memory_for_nothing(outgoing_)) {
    outgoing_ = new_memory_bio();
    SSL_set0_wbio(ssl(), outgoing_);
  }
  return output;
}

Result<TlsProgress> TlsEngine::handshake() {
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl());
  record_negotiated();
  if (result == 1) {
    handshaking_ = false;
    SSL_set_msg_callback(ssl(), count_handshake_message);
    SSL_set_msg_callback_arg(ssl(), this);
    first_bytes_ = std::string();  // its memory too
    set_detail_of_connection(ssl(), nullptr);
    return TlsProgress::complete;
  }
  if (SSL_get_error(ssl(), result) == SSL_ERROR_WANT_READ) return TlsProgress::needs_bytes;
  return failure();
}

Result<std::size_t> TlsEngine::read(MutableByteView buffer) {
  ERR_clear_error();
  std::size_t size = 0;
  const int result = SSL_read_ex(ssl(), buffer.data(), buffer.size(), &size);
  if (is_flooded()) {
    broken_ = true;
    return ErrorCode(TlsError::protocol);
  }
  if (result == 1) {
    idle_messages_ = 0;
    return size;
  }
  switch (SSL_get_error(ssl(), result)) {
    case SSL_ERROR_WANT_READ:
      if (keeps_memory_for_nothing(incoming_)) {
        incoming_ = new_memory_bio();
        SSL_set0_rbio(ssl(), incoming_);
      }
      return std::size_t{0};
    case SSL_ERROR_ZERO_RETURN: return ErrorCode(boost::asio::error::eof);
    default: return failure();
  }
}

Result<void> TlsEngine::write(ByteView plaintext) {
  if (plaintext.empty()) return {};
  ERR_clear_error();
  std::size_t size = 0;
  if (SSL_write_ex(ssl(), plaintext.data(), plaintext.size(), &size) != 1) return failure();
  CHECK(size == plaintext.size());  // a memory BIO takes everything
  return {};
}

/// Called by OpenSSL, which goes on as long as it has bytes: beyond the limit it gets none.
void TlsEngine::count_handshake_message(int sent, int, int type, const void*, std::size_t, SSL*,
                                        void* engine) {
  if (sent != 0 || type != SSL3_RT_HANDSHAKE) return;
  auto& self = *static_cast<TlsEngine*>(engine);
  if (++self.idle_messages_ > kMostIdleMessages) BIO_reset(self.incoming_);
}

bool TlsEngine::is_flooded() const {
  return idle_messages_ > kMostIdleMessages || BIO_ctrl_pending(outgoing_) > kMostAnswers;
}

void TlsEngine::shut_down() {
  if (handshaking_ || broken_) return;
  ERR_clear_error();
  SSL_shutdown(ssl());
  ERR_clear_error();
}

ErrorCode TlsEngine::classify_failure() {
  const unsigned long code = ERR_peek_error();
  const int reason = ERR_GET_REASON(code);
  // OpenSSL numbers the reasons of received fatal alerts from 1000 up.
  const bool alerted = ERR_GET_LIB(code) == ERR_LIB_SSL && reason >= SSL_AD_REASON_OFFSET &&
                       reason < SSL_AD_REASON_OFFSET + 256;
  if (alerted) return tls_alert(reason - SSL_AD_REASON_OFFSET);
  const TlsDetail* detail = detail_of_connection(ssl());
  if (detail != nullptr && !detail->defects.empty()) return TlsError::certificate;
  return may_be_tls(first_bytes_) ? TlsError::protocol : TlsError::not_tls;
}

/// What the queue of OpenSSL and the recorded facts say about the operation that just failed.
ErrorCode TlsEngine::failure() {
  broken_ = true;
  const ErrorCode error = classify_failure();
  const std::string words = take_openssl_error();
  if (TlsDetail* detail = detail_of_connection(ssl())) {
    detail->error = {error_fact(error).symbol, words};
  }
  return error;
}

void TlsEngine::record_first_bytes(ByteView ciphertext) {
  TlsDetail& detail = *detail_of_connection(ssl());
  detail.bytes_received += ciphertext.size();
  if (first_bytes_.size() >= kFirstBytes) return;
  first_bytes_ += as_text(ciphertext).substr(0, kFirstBytes - first_bytes_.size());
  if (!may_be_tls(first_bytes_)) detail.first_bytes = printable(first_line(first_bytes_));
}

void TlsEngine::record_negotiated() {
  const SSL_CIPHER* cipher = SSL_get_current_cipher(ssl());
  TlsDetail* detail = detail_of_connection(ssl());
  if (cipher == nullptr || detail == nullptr) return;
  detail->version = SSL_get_version(ssl());
  detail->cipher = SSL_CIPHER_get_name(cipher);
}

}  // namespace edge
