#include "common/report/details/websocket.hpp"

#include "common/report/describe.hpp"
#include "common/report/details/words.hpp"

namespace edge {

std::string words_on(const WebSocketDetail& x) {
  // Of an answer with a status it is the body that is kept.
  const bool begun = x.status == 0 && !x.body_start.empty();
  const std::string status = x.status != 0 ? std::to_string(x.status)
                             : begun       ? "no proper answer"
                                           : "no answer";
  return joined({joined({status, shortened(x.reason)}, " "),
                 labelled("began with", begun ? quotation(x.body_start) : ""),
                 shortened(x.subprotocol), labelled("server", shortened(x.server)),
                 labelled("via", shortened(x.via)), x.error.text});
}

}  // namespace edge
