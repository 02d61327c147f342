// Small reads and writes on Proton's endpoints that its C API spells in many lines: conditions,
// property maps, null termini.
#pragma once

#include <proton/codec.h>
#include <proton/condition.h>
#include <proton/link.h>

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace edge {

/// A condition as the peer sent it: raw text, still to be made printable.
struct PeerCondition {
  std::string name;  // empty: none
  std::string description;
};

PeerCondition condition_of(pn_condition_t* condition);
void set_condition(pn_condition_t* condition, const std::string& name,
                   const std::string& description);

using PropertyValue = std::variant<std::string, std::uint32_t>;

/// Writes a map with symbol keys, as OPEN's and ATTACH's properties are.
void put_properties(pn_data_t* data,
                    const std::vector<std::pair<std::string, PropertyValue>>& properties);
/// The string, symbol or binary stored under `key` of such a map, or empty. `data` may be null: so
/// Proton has it where the peer sent none.
std::string property_text(pn_data_t* data, const std::string& key);

/// Bytes of what `data`, which may be null, holds.
std::size_t encoded_size(pn_data_t* data);

/// A peer that refuses a link echoes ATTACH with the terminus null (part 2, section 2.6.3).
bool is_null(pn_terminus_t* terminus);
void set_null(pn_terminus_t* terminus);
/// Empty for a null terminus or address.
std::string address_of(pn_terminus_t* terminus);

}  // namespace edge
