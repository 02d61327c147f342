// The network of a process, with the files of its own root and its environment.
#pragma once

#include <cstdint>

#include "probe/vantage/vantage.hpp"

namespace edge::probe {

/// `words`: what the report calls it. Throws UsageError.
OtherNetwork vantage_of_process(std::uint32_t number, std::string words);

}  // namespace edge::probe
