// A Stream that first gives bytes which were read too early, then those of the stream below.
#pragma once

#include <memory>
#include <string_view>

#include "common/world/stream.hpp"

namespace edge {

/// Gives `below` itself back when there is nothing to put in front of it.
std::unique_ptr<Stream> with_prefix(std::string_view prefix, std::unique_ptr<Stream> below);

}  // namespace edge
