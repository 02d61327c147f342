#include "common/report/details/proxy.hpp"

#include "common/report/describe.hpp"
#include "common/report/details/words.hpp"

namespace edge {

std::string words_on(const ProxyDetail& detail) {
  const std::string status = detail.status == 0 ? "no answer" : std::to_string(detail.status);
  // With a status, the error only says that the proxy refused.
  return joined({detail.proxy, joined({status, shortened(detail.reason)}, " "),
                 labelled("via", shortened(detail.via)),
                 detail.status == 0 ? detail.error.text : ""});
}

}  // namespace edge
