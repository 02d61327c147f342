#include "common/report/details/registry.hpp"

#include <fmt/format.h>

#include "common/report/describe.hpp"
#include "common/report/details/words.hpp"

namespace edge {

std::string words_on(const RegistryDetail& detail) {
  if (!detail.not_sent.empty()) return "not asked: " + shortened(detail.not_sent);
  const std::string whose = detail.credentials.empty() ? "without credentials"
                                                       : "as " + shortened(detail.user);
  const std::string error = joined({detail.code, quotation(detail.message)}, " ");
  return joined({fmt::format("{} {}: {}", detail.method, shortened(detail.answer.path),
                             words_on(detail.answer)),
                 error, detail.leads_to.empty() ? whose : "data at " + detail.leads_to});
}

}  // namespace edge
