// The catalogues that come with the program, as YAML that a user can print, change and give back.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "probe/survey/catalogue.hpp"

namespace edge::probe {

struct BuiltinCatalogue {
  std::string_view name;
  std::string_view what;   // one line
  std::string_view yaml;
};

std::span<const BuiltinCatalogue> builtin_catalogues();
/// Null if there is none of that name.
const BuiltinCatalogue* find_builtin(std::string_view name);

/// A placeholder of catalogues, and the option that gives its value.
struct PlaceholderRow {
  std::string_view name;     // "hub": stands as {hub}, is given by --hub
  std::string_view what;     // of the option
  std::string_view suffix;   // added to a value without a dot; or empty
};

std::span<const PlaceholderRow> placeholder_rows();

/// "contoso" as the value of "hub" is "contoso.azure-devices.net".
std::string placeholder_value(const PlaceholderRow& row, const std::string& given);

}  // namespace edge::probe
