// The single values of a file: how each type is written, read and described, within the limit that
// its key names. Not for lists and mappings (reader.hpp, writer.hpp, describer.hpp).
#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "common/base/whole_number.hpp"
#include "simulator/topology/names.hpp"
#include "simulator/keys/limits.hpp"

namespace edge::sim::keys {

using Json = nlohmann::ordered_json;

/// Of type T within a limit of type L: `json` writes, `read` is false for text that is not allowed,
/// `allowed` says to people what is, `schema` to programs.
template <class T, class L>
struct Form;

template <class T, class L>
concept Scalar = requires(const L& limit) { Form<T, L>::allowed(limit); };

#define EDGE_SCALAR_FORM(TYPE, LIMIT)                             \
  template <>                                                     \
  struct Form<TYPE, LIMIT> {                                      \
    static Json json(const TYPE& value, const LIMIT& limit);      \
    static bool read(std::string_view, TYPE& to, const LIMIT&);   \
    static std::string allowed(const LIMIT& limit);               \
    static Json schema(const LIMIT& limit);                       \
  }

EDGE_SCALAR_FORM(bool, AsTyped);
EDGE_SCALAR_FORM(std::string, Text);
EDGE_SCALAR_FORM(std::string, OneOf);
EDGE_SCALAR_FORM(int, NumberOr);
EDGE_SCALAR_FORM(std::uint64_t, AnyNumber);
EDGE_SCALAR_FORM(Duration, Span);
EDGE_SCALAR_FORM(double, Share);
EDGE_SCALAR_FORM(std::uint64_t, BitRate);
EDGE_SCALAR_FORM(WallTime, AsTyped);
EDGE_SCALAR_FORM(IpAddress, AsTyped);
EDGE_SCALAR_FORM(Prefix, AsTyped);
EDGE_SCALAR_FORM(Endpoint, PortIfAbsent);
EDGE_SCALAR_FORM(Port, AsTyped);  // an end of a wire

#undef EDGE_SCALAR_FORM

/// Of a whole number, in quotes as well: templates often put them round.
Json whole_schema(std::int64_t least, Json most, const std::string& quoted);

/// Decimal, or hexadecimal with 0x as ip-rule(8) writes marks.
template <std::integral T>
struct Form<T, Whole> {
  static Json json(const T& value, const Whole&) { return value; }
  static bool read(std::string_view text, T& to, const Whole& limit) {
    const bool hexadecimal = text.starts_with("0x");
    const auto value = hexadecimal ? whole_number<std::int64_t>(text.substr(2), 16)
                                   : whole_number<std::int64_t>(text);
    const bool fits = value && *value >= limit.least && *value <= limit.most;
    if (fits) to = static_cast<T>(*value);
    return fits && !(hexadecimal && text[2] == '-');
  }
  static std::string allowed(const Whole& limit) {
    return fmt::format("a whole number, {} to {}", limit.least, limit.most);
  }
  static Json schema(const Whole& limit) {
    return whole_schema(limit.least, Json(limit.most), "-?[0-9]+|0x[0-9A-Fa-f]+");
  }
};

template <class E>
  requires std::is_enum_v<E>
struct Form<E, AsTyped> {
  static Json json(const E& value, const AsTyped&) {
    for (const auto& [name, each] : kNames<E>) {
      if (each == value) return name;
    }
    throw std::logic_error("a value without a name");
  }
  static bool read(std::string_view text, E& to, const AsTyped&) {
    for (const auto& [name, each] : kNames<E>) {
      if (name != text) continue;
      to = each;
      return true;
    }
    return false;
  }
  static std::string allowed(const AsTyped&) {
    std::string names;
    for (const auto& [name, value] : kNames<E>) {
      names += (names.empty() ? "" : ", ") + std::string{name};
    }
    return names;
  }
  static Json schema(const AsTyped&) {
    auto names = Json::array();
    for (const auto& row : kNames<E>) names.push_back(row.name);
    return {{"enum", names}};
  }
};

}  // namespace edge::sim::keys
