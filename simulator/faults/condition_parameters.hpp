// How faults say with which AMQP condition a hub refuses: by the code of a hub's error, in words.
#pragma once

#include "simulator/topology/amqp_condition.hpp"
#include "simulator/topology/parameter_types.hpp"

namespace edge::sim {

namespace kind {
extern const ValueKind<int> hub_error;  // a row of common/iothub/hub_errors.cpp
}  // namespace kind

inline constexpr ValueParameter kCondition{"condition", kind::text, kOptional,
                                           "by the code if absent"};
inline constexpr ValueParameter kDescription{"description", kind::text, kOptional,
                                             "by the code if absent"};

/// `condition` with the words that were given for it.
AmqpCondition in_words(const Arguments& with, AmqpCondition condition);

}  // namespace edge::sim
