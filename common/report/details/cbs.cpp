#include "common/report/details/cbs.hpp"

#include <fmt/format.h>

#include "common/report/describe.hpp"
#include "common/report/details/words.hpp"

namespace edge {

std::string words_on(const CbsDetail& x) {
  const std::string status =
      x.status ? fmt::format("status {}", *x.status) : shortened(x.condition);
  return joined({status.empty() ? "no answer" : status, quotation(x.description), x.error.text,
                 x.audience});
}

}  // namespace edge
