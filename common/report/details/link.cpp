#include "common/report/details/link.hpp"

#include "common/report/describe.hpp"
#include "common/report/details/words.hpp"

namespace edge {

std::string words_on(const LinkDetail& x) {
  const std::string code = x.hub_error_code ? std::to_string(*x.hub_error_code) : std::string{};
  return joined({shortened(x.condition), quotation(x.description), labelled("hub error", code),
                 x.error.text, x.condition.empty() ? x.address : std::string{}});
}

}  // namespace edge
