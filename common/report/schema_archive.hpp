// The schema that the field lists of a file's parts come to (fields.hpp). For the files that print
// one: schema.cpp, and those of other JSON.
#pragma once

#include "common/report/json_archive.hpp"

namespace edge::json {

// What does not depend on a type is not in a template, as each would have JSON's code again.

inline Json typed(const char* type) { return {{"type", type}}; }

inline Json text_like(const char* pattern) { return {{"type", "string"}, {"pattern", pattern}}; }

inline Json address() { return {{"type", "string"}, {"minLength", 2}}; }

inline Json list_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }

/// `names`: from 0 up to an empty one.
inline Json one_of_names(std::string_view (*name)(int)) {
  Json names = Json::array();
  for (int i = 0; !name(i).empty(); ++i) names.push_back(std::string(name(i)));
  return {{"enum", std::move(names)}};
}

inline constexpr const char* kTimePattern =
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?Z$";
inline constexpr const char* kEndpointPattern = "^(\\[[^\\]]+\\]|[0-9.]+):[0-9]+$";

/// Whether T is one of a variant's alternatives.
template <class T, class Variant>
inline constexpr bool kIsOneOf = false;
template <class T, class... Alternatives>
inline constexpr bool kIsOneOf<T, std::variant<Alternatives...>> =
    (std::same_as<T, Alternatives> || ...);

/// The members of an object, as they are added.
class SchemaMembers {
 public:
  void add(std::string_view key, Json schema, std::string_view what, bool always) {
    if (!what.empty()) schema["description"] = std::string(what);
    properties_[std::string(key)] = std::move(schema);
    if (always) required_.push_back(std::string(key));
  }

  Json object(std::string_view what) && {
    Json schema;
    if (!what.empty()) schema["description"] = std::string(what);
    schema.update({{"type", "object"}, {"additionalProperties", false}});
    schema["required"] = std::move(required_);
    schema["properties"] = std::move(properties_);
    return schema;
  }

 private:
  Json required_ = Json::array(), properties_ = Json::object();
};

/// Collects the definitions that the members refer to.
class Schema {
 public:
  /// The schema of a T that is a whole file, but for the definitions.
  template <class T>
  Json begun(std::string_view title, std::string_view what, int version) {
    Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                {"title", std::string(title)},
                {"description", std::string(what)}};
    Json members = object({}, add_members<T>);
    schema.update(members);
    auto& required = schema["required"];
    required.insert(required.begin(), "schema_version");
    schema["properties"]["schema_version"] = {{"const", version}};
    return schema;
  }

  Json definitions() && { return std::move(definitions_); }

  /// The whole of it, where nothing is added to what the fields say.
  template <class T>
  static Json of_document(std::string_view title, std::string_view what, int version) {
    Schema parts;
    Json schema = parts.begun<T>(title, what, version);
    schema["$defs"] = std::move(parts).definitions();
    return schema;
  }

 private:
  /// Adds what a struct has.
  using Adds = void (*)(Schema&, SchemaMembers&);

  template <class T>
  Json of(const T*) {
    if constexpr (Named<T>) return one_of_names(name_at<T>);
    else if constexpr (std::same_as<T, bool>) return typed("boolean");
    else if constexpr (std::integral<T>) return integer(std::unsigned_integral<T>);
    else if constexpr (std::same_as<T, std::string>) return typed("string");
    else if constexpr (std::same_as<T, Duration>) return typed("number");
    else if constexpr (std::same_as<T, WallTime>) return text_like(kTimePattern);
    else if constexpr (std::same_as<T, IpAddress>) return address();
    else if constexpr (std::same_as<T, Endpoint>) return text_like(kEndpointPattern);
    else if constexpr (kIsOneOf<T, Detail>) return within<T>();
    else return reference<T>();
  }

  template <class T>
  Json of(const std::optional<T>*) { return of(static_cast<const T*>(nullptr)); }
  template <class T>
  Json of(const std::vector<T>*) { return list_of(of(static_cast<const T*>(nullptr))); }
  Json of(const Detail*) {
    Json kinds = Json::array();
    add_kinds(kinds, std::make_index_sequence<std::variant_size_v<Detail> - 1>());
    return {{"oneOf", std::move(kinds)}};
  }

  template <std::size_t... I>
  void add_kinds(Json& kinds, std::index_sequence<I...>) {
    (kinds.push_back(kind<std::variant_alternative_t<I + 1, Detail>>()), ...);
  }

  template <class T>
  Json kind() {
    Json schema = reference<T>();
    name_kind(description_of<T>().name, T::kind);
    return schema;
  }

  void name_kind(std::string_view name, std::string_view kind) {
    auto& definition = definitions_[std::string(name)];
    if (definition["properties"].contains("kind")) return;
    definition["properties"]["kind"] = {{"const", std::string(kind)}};
    definition["required"].insert(definition["required"].begin(), "kind");
  }

  template <class T>
  static std::string_view name_at(int i) { return name_of(static_cast<T>(i)); }

  static Json integer(bool is_unsigned) {
    Json schema = typed("integer");
    if (is_unsigned) schema["minimum"] = 0;
    return schema;
  }

  template <class T>
  Json reference() {
    constexpr auto list = description_of<T>();
    return refer_to(list.name, list.what, add_members<T>);
  }

  /// A detail that is a part of another: which kind it is, is said by the key.
  template <class T>
  Json within() {
    constexpr auto list = description_of<T>();
    return refer_to(std::string(list.name) + "-within", list.what, add_members<T>);
  }

  Json refer_to(std::string_view name, std::string_view what, Adds adds) {
    const std::string key(name);
    if (!definitions_.contains(key)) definitions_[key] = object(what, adds);
    return {{"$ref", "#/$defs/" + key}};
  }

  Json object(std::string_view what, Adds adds) {
    SchemaMembers members;
    adds(*this, members);
    return std::move(members).object(what);
  }

  template <class T>
  static void add_members(Schema& self, SchemaMembers& members) {
    for_each_field<T>([&]<class Owner, class Member>(const Field<Owner, Member>& field) {
      if constexpr (std::same_as<Member, ErrorFact>) {
        members.add(field.key, typed("string"), field.what, false);
        members.add(symbol_key(field.key), typed("string"),
                    "stable: what scripts may compare", false);
      } else {
        members.add(field.key, self.of(static_cast<const Member*>(nullptr)), field.what,
                    field.presence == Presence::always);
      }
    });
  }

  Json definitions_ = Json::object();
};

}  // namespace edge::json
