#include "common/base/error_fact.hpp"
#include "common/base/visible.hpp"
#include "common/websocket/session.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <stdexcept>
#include <utility>

#include "common/base/escape.hpp"
#include "common/http/head.hpp"
#include "common/http/page.hpp"
#include "common/websocket/websocket_error.hpp"

namespace edge {
namespace {

constexpr int kSwitchingProtocols = 101;
constexpr const char* kAnotherKey = "dGhlIHNhbXBsZSBub25jZQ==";  // RFC 6455 section 1.3

bool upgrades(const HttpHead& head) {
  return head.lists("Upgrade", "websocket") && head.lists("Connection", "upgrade");
}

/// Visible ASCII only, so that nothing can add a line to a request.
const std::string& plain(const std::string& text, const char* what) {
  if (is_visible(text)) return text;
  throw std::invalid_argument(std::string("WebSocket ") + what + ": '" + printable(text) + "'");
}

}  // namespace

WebSocketSession::WebSocketSession(const WebSocketClientOptions& options)
    : subprotocol_(plain(options.subprotocol, "subprotocol")),
      engine_(WebSocketEngine::client(plain(options.host, "host"), plain(options.path, "path"),
                                      subprotocol_)) {}

WebSocketSession::WebSocketSession(const WebSocketServerOptions& options)
    : serving_(options),
      subprotocol_(options.subprotocol),
      engine_(WebSocketEngine::server(options.send_subprotocol ? options.subprotocol : "",
                                      options.text_messages)) {}

void WebSocketSession::receive(ByteView bytes) {
  if (error()) return;
  if (head_complete_) {
    engine_->receive(as_text(bytes));
  } else {
    head_ += as_text(bytes);
    receive_head();
  }
  content_ += engine_->take_content();
}

/// The size of the peer's head, past interim answers. Those count towards the head's limit too.
Result<std::size_t> WebSocketSession::find_head() {
  while (true) {
    const auto size = find_http_head(head_, serving_ ? HttpKind::request : HttpKind::response);
    if (serving_ || !size || *size == 0) return size;
    if (!is_interim_response(std::string_view(head_).substr(0, *size))) return size;
    interim_bytes_ += *size;
    if (interim_bytes_ > kMaxHttpHead) return ErrorCode(HttpError::head_too_large);
    head_.erase(0, *size);
  }
}

void WebSocketSession::receive_head() {
  const Result<std::size_t> size = find_head();
  detail_.body_start = first_line_of(head_);  // unless a proper head follows
  if (!size) {
    if (serving_) refuse(400);
    return fail(size.error());
  }
  if (*size == 0) return;
  head_complete_ = true;
  const std::string_view head = std::string_view(head_).substr(0, *size);
  const std::string_view rest = std::string_view(head_).substr(*size);
  const ErrorCode judged = serving_ ? judge_request(head) : judge_answer(head);
  if (judged.category() != http_category()) detail_.body_start = page_start(rest);
  if (judged) return fail(judged);
  detail_.body_start.clear();
  engine_->receive(normalised_);
  if (engine_->failure() == WebSocketEngine::Failure::handshake) {
    return fail(serving_ ? WebSocketError::refused : WebSocketError::wrong_accept);
  }
  engine_->receive(rest);
  head_ = {};
}

/// The engine sees only what it must check itself: its own HTTP parser is not for hostile input.
ErrorCode WebSocketSession::judge_answer(std::string_view head) {
  const Result<HttpHead> answer = parse_http_response(head);
  if (!answer) return answer.error();
  detail_.status = answer->status;
  detail_.reason = printable(answer->reason);
  detail_.server = printable(answer->field("Server"));
  detail_.via = printable(answer->field("Via"));
  detail_.subprotocol = printable(answer->field("Sec-WebSocket-Protocol"));
  if (answer->status != kSwitchingProtocols) return WebSocketError::refused;
  if (!upgrades(*answer)) return WebSocketError::bad_upgrade;
  if (!answer->field("Sec-WebSocket-Extensions").empty()) return WebSocketError::extension;
  normalised_ = "HTTP/1.1 101 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Accept: " + answer->field("Sec-WebSocket-Accept") + "\r\n\r\n";
  if (answer->field("Sec-WebSocket-Protocol") != subprotocol_) {
    return WebSocketError::no_subprotocol;
  }
  return {};
}

ErrorCode WebSocketSession::judge_request(std::string_view head) {
  const Result<HttpHead> request = parse_http_request(head);
  if (!request) {
    refuse(400);
    return request.error();
  }
  const std::string path = request->target.substr(0, request->target.find('?'));
  const auto& paths = serving_->paths;
  std::string key = request->field("Sec-WebSocket-Key");
  if (request->method != "GET") {
    refuse(400);
  } else if (std::find(paths.begin(), paths.end(), path) == paths.end()) {
    refuse(404);
  } else if (!upgrades(*request) || key.empty()) {
    refuse(400);
  } else if (request->field("Sec-WebSocket-Version") != "13") {
    refuse(400, "Sec-WebSocket-Version: 13\r\n");  // RFC 6455 section 4.4
  } else if (!request->lists("Sec-WebSocket-Protocol", subprotocol_)) {
    refuse(400);
  } else if (serving_->status != kSwitchingProtocols) {
    refuse(serving_->status);
  } else {
    if (serving_->wrong_accept) key = kAnotherKey;
    normalised_ = "GET " + path + " HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\n"
                  "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key +
                  "\r\nSec-WebSocket-Protocol: " + subprotocol_ + "\r\n\r\n";
    return {};
  }
  return WebSocketError::refused;
}

void WebSocketSession::refuse(int status, std::string_view fields) {
  refusal_ = http_refusal_text(status, fields);
}

void WebSocketSession::fail(const ErrorCode& error) {
  failure_ = error;
  detail_.error = error_in_words(error);
}

Result<void> WebSocketSession::send(ByteView message) {
  if (error() && error() != boost::asio::error::eof) return error();
  if (!engine_->send(as_text(message))) return ErrorCode(boost::asio::error::broken_pipe);
  return {};
}

void WebSocketSession::close() { engine_->close(); }

Bytes WebSocketSession::take_output() {
  std::string text = engine_->take_output();
  text += std::exchange(refusal_, {});
  const ByteView bytes = as_bytes(text);
  return Bytes(bytes.begin(), bytes.end());
}

std::size_t WebSocketSession::take_content(MutableByteView buffer) {
  const std::size_t size = std::min(buffer.size(), content_.size() - given_);
  std::copy_n(content_.begin() + static_cast<std::ptrdiff_t>(given_), size, buffer.begin());
  given_ += size;
  if (given_ == content_.size()) {
    content_.clear();
    given_ = 0;
  }
  return size;
}

bool WebSocketSession::open() const {
  return !failure_ && engine_->state() == WebSocketEngine::State::open;
}

ErrorCode WebSocketSession::error() const {
  if (failure_) return failure_;
  switch (engine_->failure()) {
    case WebSocketEngine::Failure::none: break;
    case WebSocketEngine::Failure::handshake: return WebSocketError::bad_upgrade;
    case WebSocketEngine::Failure::protocol: return WebSocketError::protocol;
    case WebSocketEngine::Failure::message_too_big: return WebSocketError::message_too_big;
  }
  const bool closed = engine_->state() == WebSocketEngine::State::closed;
  return closed ? ErrorCode(boost::asio::error::eof) : ErrorCode();
}

}  // namespace edge
