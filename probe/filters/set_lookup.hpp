// Whether a set or map of nf_tables has a key.
#pragma once

#include "probe/filters/known_bits.hpp"
#include "probe/filters/ruleset.hpp"

namespace edge::probe {

struct SetAnswer {
  Truth found = Truth::no;
  const SetElement* element = nullptr;  // null: none, or which one cannot be said
};

SetAnswer find_in_set(const FilterSet& set, const KnownBits& key);

}  // namespace edge::probe
