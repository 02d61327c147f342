#include "probe/environment/variables.hpp"

#include <algorithm>

#include "common/base/ascii_case.hpp"

namespace edge::probe {

Variable find_variable(const Environment& environment, std::string_view name) {
  const auto exact = environment.find(std::string(name));
  if (exact != environment.end()) return {exact->first, exact->second};
  const auto found = std::ranges::find_if(environment, [&](const auto& variable) {
    return same_ignoring_case(variable.first, name);
  });
  return found == environment.end() ? Variable{} : Variable{found->first, found->second};
}

std::string value_of(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n\v\f";
  const auto first = text.find_first_not_of(kBlank);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

}  // namespace edge::probe
