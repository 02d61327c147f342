#include "common/websocket/websocket_error.hpp"

#include "common/base/error_fact.hpp"

namespace edge {
namespace {

constexpr ErrorRow kWebSocketErrors[] = {
    {static_cast<int>(WebSocketError::refused), "refused", "WebSocket upgrade refused"},
    {static_cast<int>(WebSocketError::bad_upgrade), "bad-upgrade",
     "101 without Upgrade and Connection headers"},
    {static_cast<int>(WebSocketError::wrong_accept), "wrong-accept",
     "wrong Sec-WebSocket-Accept"},
    {static_cast<int>(WebSocketError::no_subprotocol), "no-subprotocol",
     "101 without the requested subprotocol"},
    {static_cast<int>(WebSocketError::extension), "extension",
     "101 with an extension that was not requested"},
    {static_cast<int>(WebSocketError::protocol), "protocol", "WebSocket protocol error"},
    {static_cast<int>(WebSocketError::message_too_big), "message-too-big",
     "WebSocket message larger than 256 KiB"},
};

}  // namespace

const boost::system::error_category& websocket_category() {
  static const ErrorTable category("websocket", kWebSocketErrors);
  return category;
}

ErrorCode make_error_code(WebSocketError error) {
  return {static_cast<int>(error), websocket_category()};
}

}  // namespace edge
