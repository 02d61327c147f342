// The `hosts:` line of nsswitch.conf(5), as glibc 2.36 (nss/nss_database.c, nss_action_parse.c)
// reads it. musl has none. Text in, value out.
#pragma once

#include <string_view>
#include <vector>

#include "common/world/world.hpp"

namespace edge {

/// Where names are looked up, in order. Without such a line: files, then dns. Nowhere if the line
/// is empty, or has an action that is not known or not closed; of an empty one glibc's own
/// getaddrinfo() ends the process.
std::vector<NameSource> parse_name_sources(std::string_view nsswitch);

}  // namespace edge
