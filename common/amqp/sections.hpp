// Descriptors of the sections of an AMQP message (AMQP 1.0 part 3, section 3.2).
#pragma once

#include <cstdint>

namespace edge::section {

inline constexpr std::uint64_t kHeader = 0x70, kDeliveryAnnotations = 0x71,
                               kMessageAnnotations = 0x72, kProperties = 0x73,
                               kApplicationProperties = 0x74, kData = 0x75, kSequence = 0x76,
                               kValue = 0x77, kFooter = 0x78;

}  // namespace edge::section
