#include "simulator/hub/text.hpp"

namespace edge::sim {

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return lower_case(a) == lower_case(b);
}

std::string_view short_name(std::string_view host_name) {
  return host_name.substr(0, host_name.find('.'));
}

}  // namespace edge::sim
