// Text as a part of an XML 1.0 or HTML document, in an attribute or between tags.
#pragma once

#include <string>
#include <string_view>

namespace edge {

/// Made printable (escape.hpp), cut to `max_bytes`, and with what markup is made of escaped.
std::string xml_text(std::string_view text, std::size_t max_bytes = 4096);

}  // namespace edge
