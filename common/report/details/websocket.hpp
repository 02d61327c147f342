// Evidence of a WebSocket upgrade (RFC 6455 section 4).
#pragma once

#include <string>

#include "common/base/error_fact.hpp"
#include "common/report/fields.hpp"

namespace edge {

struct WebSocketDetail {
  static constexpr std::string_view kind = "websocket";
  int status = 0;                       // HTTP status of the answer; 0: none came
  std::string reason, server, via, subprotocol;
  std::string body_start;               // printable
  ErrorFact error;
};

constexpr auto fields_of(const WebSocketDetail*) {
  return described("detail-websocket", "",
                   known("status", &WebSocketDetail::status, "HTTP status; absent: no answer"),
                   optional("reason", &WebSocketDetail::reason),
                   optional("server", &WebSocketDetail::server),
                   optional("via", &WebSocketDetail::via),
                   optional("subprotocol", &WebSocketDetail::subprotocol),
                   optional("body_start", &WebSocketDetail::body_start),
                   optional("error", &WebSocketDetail::error));
}

std::string words_on(const WebSocketDetail& detail);

}  // namespace edge
