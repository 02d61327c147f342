// Why a WebSocket failed, as ErrorCodes. An answer that is no proper HTTP is an HttpError
// (common/http/head.hpp); errors of the stream below are passed on unchanged.
#pragma once

#include "common/base/result.hpp"

namespace edge {

enum class WebSocketError {
  refused = 1,       // an answer other than 101, or a request that the server refused
  bad_upgrade,       // 101 without Upgrade: websocket and Connection: Upgrade
  wrong_accept,      // 101 with a wrong Sec-WebSocket-Accept
  no_subprotocol,    // 101 without our Sec-WebSocket-Protocol
  extension,         // 101 with an extension that was not offered
  protocol,          // frames that break RFC 6455, or a text message
  message_too_big,   // more than 256 KiB
};

const boost::system::error_category& websocket_category();
ErrorCode make_error_code(WebSocketError error);

}  // namespace edge

template <>
struct boost::system::is_error_code_enum<edge::WebSocketError> : std::true_type {};
