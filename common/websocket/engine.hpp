// One WebSocket connection without I/O, by websocketpp. This header is plain C++17 and names
// nothing of that library, which does not compile as C++20. Not for hostile HTTP heads, nor for use
// elsewhere: session.hpp reads those heads.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace edge {

class WebSocketEngine {
 public:
  /// `closed`: by a close frame of either end. `failed`: see failure().
  enum class State { handshaking, open, closed, failed };
  enum class Failure { none, handshake, protocol, message_too_big };

  static constexpr std::size_t kMaxMessage = 256 * 1024;  // bytes; an AMQP frame has 64 KiB at most

  /// The output holds the request at once. `subprotocol` is the one offered.
  static std::unique_ptr<WebSocketEngine> client(const std::string& host, const std::string& path,
                                                 const std::string& subprotocol);
  /// Accepts any path. `subprotocol` is put into the answer; empty: none is. `text`: what it sends
  /// goes in text messages, which no client of AMQP takes.
  static std::unique_ptr<WebSocketEngine> server(const std::string& subprotocol,
                                                 bool text = false);

  virtual ~WebSocketEngine() = default;

  /// Takes bytes of the peer; ignored once the connection is closed or failed.
  virtual void receive(std::string_view bytes) = 0;
  /// Queues one message, of the kind that was asked for. False when the connection is not open.
  virtual bool send(std::string_view message) = 0;
  /// Queues a close frame, if the connection is open.
  virtual void close() = 0;

  /// What must go to the peer now.
  virtual std::string take_output() = 0;
  /// Content of the messages received so far, in order.
  virtual std::string take_content() = 0;

  virtual State state() const = 0;
  virtual Failure failure() const = 0;
};

}  // namespace edge
