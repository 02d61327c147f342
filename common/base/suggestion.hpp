// What somebody may have meant who wrote a name that is none.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace edge {

/// The one of `names` that `word` most resembles: it differs in few letters, or is a part of it.
/// Empty if none does.
std::string_view likely_name(std::string_view word, std::span<const std::string> names);

/// " (did you mean 'faults'?)" for the likely one of `names`; empty if none is. It shows a name,
/// never `word`.
std::string suggestion(std::string_view word, std::span<const std::string> names);

}  // namespace edge
