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

template <class F>
constexpr auto fields_of(F f, const WebSocketDetail*) {
  return f.described("detail-websocket", "",
                   f.known("status", &WebSocketDetail::status, "HTTP status; absent: no answer"),
                   f.optional("reason", &WebSocketDetail::reason),
                   f.optional("server", &WebSocketDetail::server),
                   f.optional("via", &WebSocketDetail::via),
                   f.optional("subprotocol", &WebSocketDetail::subprotocol),
                   f.optional("body_start", &WebSocketDetail::body_start),
                   f.optional("error", &WebSocketDetail::error));
}

std::string words_on(const WebSocketDetail& detail);

}  // namespace edge
