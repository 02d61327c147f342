#include "common/report/details/http.hpp"

#include "common/report/describe.hpp"
#include "common/report/details/words.hpp"

namespace edge {

std::string words_on(const HttpDetail& detail) {
  const std::string status = detail.status != 0 ? std::to_string(detail.status) : "no answer";
  const bool begun = detail.status == 0 && !detail.body_start.empty();
  return joined({joined({status, shortened(detail.reason)}, " "),
                 labelled("began with", begun ? quotation(detail.body_start) : ""),
                 labelled("title", detail.title.empty() ? "" : quotation(detail.title)),
                 labelled("to", shortened(detail.location)),
                 labelled("server", shortened(detail.server)),
                 labelled("via", shortened(detail.via)), detail.error.text});
}

}  // namespace edge
