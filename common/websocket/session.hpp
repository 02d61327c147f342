// One end of a WebSocket connection without I/O: the HTTP upgrade, judged here, then messages by
// the engine. Arbitrary bytes may be fed. Not for moving bytes: that is websocket.cpp's.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "common/base/bytes.hpp"
#include "common/websocket/engine.hpp"
#include "common/websocket/websocket.hpp"

namespace edge {

class WebSocketSession {
 public:
  /// The output holds the upgrade request at once. Throws std::invalid_argument for options that
  /// cannot stand in a request.
  explicit WebSocketSession(const WebSocketClientOptions& options);
  explicit WebSocketSession(const WebSocketServerOptions& options);

  /// Takes bytes of the peer.
  void receive(ByteView bytes);
  /// Queues one binary message. Errors: error(), or broken_pipe after a close frame.
  Result<void> send(ByteView message);
  /// Queues a close frame if the connection is open.
  void close();

  /// What must go to the peer now; also after a failure, which the peer may be told.
  Bytes take_output();
  /// Moves content that has arrived into `buffer`; returns how much.
  std::size_t take_content(MutableByteView buffer);

  bool open() const;
  /// What ended the connection: eof after a close frame, an error otherwise; clear while it lasts.
  ErrorCode error() const;
  /// The answer to a client's upgrade, as far as it came.
  const WebSocketDetail& detail() const { return detail_; }

 private:
  Result<std::size_t> find_head();
  void receive_head();
  ErrorCode judge_answer(std::string_view head);
  ErrorCode judge_request(std::string_view head);
  void refuse(int status, std::string_view fields = {});
  void fail(const ErrorCode& error);

  std::optional<WebSocketServerOptions> serving_;  // absent: a client
  std::string subprotocol_;
  std::unique_ptr<WebSocketEngine> engine_;
  std::string head_;            // the peer's, until it is complete
  std::size_t interim_bytes_ = 0;  // of 1xx answers before it
  std::string normalised_;      // the same without what the engine need not see
  bool head_complete_ = false;
  ErrorCode failure_;           // of the upgrade
  std::string refusal_;
  std::string content_;
  std::size_t given_ = 0;       // of content_
  WebSocketDetail detail_;
};

}  // namespace edge
