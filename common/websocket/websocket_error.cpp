#include "common/websocket/websocket_error.hpp"

#include <string>

namespace edge {
namespace {

class WebSocketCategory final : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "websocket"; }
  std::string message(int value) const override {
    switch (static_cast<WebSocketError>(value)) {
      case WebSocketError::refused: return "WebSocket upgrade refused";
      case WebSocketError::bad_upgrade: return "101 without Upgrade and Connection headers";
      case WebSocketError::wrong_accept: return "wrong Sec-WebSocket-Accept";
      case WebSocketError::no_subprotocol: return "101 without the requested subprotocol";
      case WebSocketError::extension: return "101 with an extension that was not requested";
      case WebSocketError::protocol: return "WebSocket protocol error";
      case WebSocketError::message_too_big: return "WebSocket message larger than 256 KiB";
    }
    return "unknown WebSocket error";
  }
};

}  // namespace

const boost::system::error_category& websocket_category() {
  static const WebSocketCategory category;
  return category;
}

ErrorCode make_error_code(WebSocketError error) {
  return {static_cast<int>(error), websocket_category()};
}

}  // namespace edge
