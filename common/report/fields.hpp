// How the members of a report's parts appear in JSON: each struct lists its members once, beside
// itself, in fields_of(); writer, reader and schema walk that list, and a member that is missing
// from it is a compile error (json_archive.hpp).
#pragma once

#include <string_view>
#include <tuple>

namespace edge {

/// When a member is written. What is not written is not known, or not there.
enum class Presence { always, unless_empty, unless_zero };

template <class Owner, class Member>
struct Field {
  std::string_view key;    // with its unit: "held_ms"
  Member Owner::*member;
  Presence presence;
  std::string_view what;   // for the schema, where the key does not say it
};

/// The list of T, and what T is called and is in the schema.
template <class... Fields>
struct Described {
  std::string_view name;  // "connect-try"
  std::string_view what;  // a few words, or empty
  std::tuple<Fields...> fields;
};

/// What fields_of() makes a list with. It comes as an argument of a template, so that the many who
/// include a struct do not pay for the list, which only JSON and the schema look at.
struct FieldList {
  template <class Owner, class Member>
  static constexpr Field<Owner, Member> always(std::string_view key, Member Owner::*member,
                                               std::string_view what = {}) {
    return {key, member, Presence::always, what};
  }

  /// Absent when empty: a text, a list, an optional value, a struct without members to show.
  template <class Owner, class Member>
  static constexpr Field<Owner, Member> optional(std::string_view key, Member Owner::*member,
                                                 std::string_view what = {}) {
    return {key, member, Presence::unless_empty, what};
  }

  /// Absent when zero, which then means not known.
  template <class Owner, class Member>
  static constexpr Field<Owner, Member> known(std::string_view key, Member Owner::*member,
                                              std::string_view what = {}) {
    return {key, member, Presence::unless_zero, what};
  }

  template <class... Fields>
  static constexpr Described<Fields...> described(std::string_view name, std::string_view what,
                                                  Fields... fields) {
    return {name, what, std::tuple{fields...}};
  }
};

/// The list of T: fields_of() beside T, found by its argument.
template <class T>
constexpr auto description_of() {
  return fields_of(FieldList{}, static_cast<const T*>(nullptr));
}

}  // namespace edge
