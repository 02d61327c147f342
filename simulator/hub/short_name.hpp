// A hub's names.
#pragma once

#include <string_view>

namespace edge::sim {

/// What precedes the first dot of a hub's host name.
constexpr std::string_view short_name(std::string_view host_name) {
  return host_name.substr(0, host_name.find('.'));
}

}  // namespace edge::sim
