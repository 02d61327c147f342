// What may be the id of an identity, by the SDK's rules.
#pragma once

#include <string_view>

namespace edge {

/// Whether `text` can be the id of a device or a module.
bool is_identity(std::string_view text);

}  // namespace edge
