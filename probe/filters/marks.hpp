// Rules that set a mark: of the packet, or of its connection.
#pragma once

#include "probe/filters/packet.hpp"
#include "probe/filters/registers.hpp"
#include "probe/filters/ruleset.hpp"

namespace edge::probe {

/// Does it, or makes the mark unknown if `holds` is not certain. True: the packet's own mark.
bool set_mark(const FilterExpression& one, const Registers& registers, Truth holds,
              FilterPacket& packet);

}  // namespace edge::probe
