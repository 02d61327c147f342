// Whether bytes are an AMQP value in every part. Proton reads what it can of malformed ones.
#pragma once

#include "common/base/bytes.hpp"

namespace edge {

/// One value, nothing after it, its elements whole (AMQP 1.0 part 1, section 1.2), nested at most
/// `depth` deep. Not an array of many elements that have no bytes, whose count may be anything.
bool is_well_formed(ByteView encoded, int depth = 16);

/// The sections of a message, each a well-formed value with its number; of any kind and order.
bool has_well_formed_sections(ByteView encoded);

}  // namespace edge
