#include "common/report/details/link.hpp"

#include "common/report/describe.hpp"
#include "common/report/details/words.hpp"

namespace edge {

std::string words_on(const LinkDetail& detail) {
  const std::string code =
      detail.hub_error_code ? std::to_string(*detail.hub_error_code) : std::string{};
  return joined({shortened(detail.condition), quotation(detail.description),
                 labelled("hub error", code), detail.error.text,
                 detail.condition.empty() ? detail.address : std::string{}});
}

}  // namespace edge
