// The one place that writes JSON. A library's own dump() throws at the first byte that is no UTF-8,
// and a file's name, a peer's or a program's words may have one: it becomes U+FFFD.
// Not for reports with their own form: common/report/json.hpp, which writes them with this.
#pragma once

#include <string>

namespace edge {

/// `Json`: one of nlohmann's. In one line, or indented by so many spaces.
template <class Json>
std::string json_text(const Json& value, int indent = -1) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace edge
