#include "common/report/details/proxy.hpp"

#include "common/report/describe.hpp"
#include "common/report/details/words.hpp"

namespace edge {

std::string words_on(const ProxyDetail& x) {
  const std::string status = x.status == 0 ? "no answer" : std::to_string(x.status);
  // With a status, the error only says that the proxy refused.
  return joined({x.proxy, joined({status, shortened(x.reason)}, " "),
                 labelled("via", shortened(x.via)), x.status == 0 ? x.error.text : ""});
}

}  // namespace edge
