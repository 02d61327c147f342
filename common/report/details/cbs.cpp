#include "common/report/details/cbs.hpp"

#include <fmt/format.h>

#include "common/report/describe.hpp"
#include "common/report/details/words.hpp"

namespace edge {

std::string words_on(const CbsDetail& detail) {
  const std::string status =
      detail.status ? fmt::format("status {}", *detail.status) : shortened(detail.condition);
  return joined({status.empty() ? "no answer" : status, quotation(detail.description),
                 detail.error.text, detail.audience});
}

}  // namespace edge
