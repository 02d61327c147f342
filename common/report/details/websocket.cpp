#include "common/report/details/websocket.hpp"

#include "common/report/describe.hpp"
#include "common/report/details/words.hpp"

namespace edge {

std::string words_on(const WebSocketDetail& detail) {
  // Of an answer with a status it is the body that is kept.
  const bool begun = detail.status == 0 && !detail.body_start.empty();
  const std::string status = detail.status != 0 ? std::to_string(detail.status)
                             : begun       ? "no proper answer"
                                           : "no answer";
  return joined({joined({status, shortened(detail.reason)}, " "),
                 labelled("began with", begun ? quotation(detail.body_start) : ""),
                 shortened(detail.subprotocol), labelled("server", shortened(detail.server)),
                 labelled("via", shortened(detail.via)), detail.error.text});
}

}  // namespace edge
