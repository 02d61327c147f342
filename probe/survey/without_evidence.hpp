// A survey's report as text without the evidence of its checks, which is most of it: a fleet's
// thousands of reports are read much faster then.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace edge::probe {

/// `json` without the members "evidence" of the objects in the list that the survey has. What is in
/// them is only counted, not judged. Nothing where `json` does not look like that: then a parser is
/// to say what is wrong.
std::optional<std::string> without_evidence(std::string_view json);

}  // namespace edge::probe
