#include "common/report/details/hold.hpp"

#include "common/report/describe.hpp"
#include "common/report/details/words.hpp"
#include "common/report/layout.hpp"

namespace edge {

std::string words_on(const HoldDetail& detail) {
  return joined({"held " + human_duration(detail.held), shortened(detail.condition),
                 quotation(detail.description), detail.error.text});
}

}  // namespace edge
