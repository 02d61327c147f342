// Evidence of a connection that was kept open: how long, and who ended it.
#pragma once

#include <string>

#include "common/base/error_fact.hpp"
#include "common/report/fields.hpp"
#include "common/world/time.hpp"

namespace edge {

struct HoldDetail {
  static constexpr std::string_view kind = "hold";
  Duration held{};
  std::string condition, description;
  ErrorFact error;
};

template <class F>
constexpr auto fields_of(F f, const HoldDetail*) {
  return f.described("detail-hold", "", f.always("held_ms", &HoldDetail::held),
                   f.optional("condition", &HoldDetail::condition),
                   f.optional("description", &HoldDetail::description),
                   f.optional("error", &HoldDetail::error));
}

std::string words_on(const HoldDetail& detail);

}  // namespace edge
