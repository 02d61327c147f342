#include "common/report/details/hold.hpp"

#include "common/report/describe.hpp"
#include "common/report/details/words.hpp"
#include "common/report/layout.hpp"

namespace edge {

std::string words_on(const HoldDetail& x) {
  return joined({"held " + human_duration(x.held), shortened(x.condition),
                 quotation(x.description), x.error.text});
}

}  // namespace edge
