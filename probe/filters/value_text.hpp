// The words of nft(8) for what an expression loads, and for the values it is compared with.
#pragma once

#include <string>

#include "probe/filters/ruleset.hpp"

namespace edge::probe {

enum class ValueKind {
  other, name, address, address6, port, number, protocol, state, mark, family, type
};

struct LoadText {
  std::string words;  // "ip saddr"
  ValueKind kind = ValueKind::other;
};

/// Of what an expression loads or sets.
LoadText load_text(const FilterExpression& one);
/// Escaped.
std::string value_text(ValueKind kind, const std::string& bytes);
std::string verdict_text(const FilterExpression& one);
/// "" for equal, else "!= ", "< ", ...
const char* compare_word(std::int64_t how);
int one_bits(const std::string& mask);

}  // namespace edge::probe
