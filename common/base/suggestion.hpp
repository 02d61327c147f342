// What somebody may have meant who wrote a name that is none.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace edge {

/// " (did you mean 'faults'?)" for the one of `names` that `word` most resembles: it differs in few
/// letters, or is a part of it; empty if none does. It shows a name, behind `before`, never `word`.
std::string suggestion(std::string_view word, std::span<const std::string> names,
                       std::string_view before = {});

}  // namespace edge
