// The environment of a program as a value: the probe reads its own once, at its start.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace edge::probe {

using Environment = std::map<std::string, std::string>;

inline constexpr std::size_t kShownOfValue = 40;  // bytes, where a value is quoted

/// A variable that has been found; its name as it is spelled there.
struct Variable {
  std::string name, value;
  explicit operator bool() const { return !name.empty(); }
};

/// As .NET's configuration finds it: whatever the case of its name; of several spellings the one
/// given first. Empty values count as set.
Variable find_variable(const Environment& environment, std::string_view name);

/// Of the name in exactly that spelling; empty if it is not set.
std::string value_of(const Environment& environment, const std::string& name);

/// Without the blanks around it.
std::string_view trimmed(std::string_view text);

}  // namespace edge::probe
