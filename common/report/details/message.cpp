#include "common/report/details/message.hpp"

#include <fmt/format.h>

#include "common/report/describe.hpp"
#include "common/report/details/words.hpp"

namespace edge {

std::string words_on(const MessageDetail& detail) {
  const std::string code =
      detail.hub_error_code ? std::to_string(*detail.hub_error_code) : std::string{};
  return joined({fmt::format("test message of {} bytes", detail.bytes),
                 detail.disposition.empty() ? "no disposition" : shortened(detail.disposition),
                 shortened(detail.condition), quotation(detail.description),
                 labelled("hub error", code), detail.error.text});
}

}  // namespace edge
