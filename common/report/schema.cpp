#include "common/report/json.hpp"
#include "common/report/json_archive.hpp"

namespace edge {
namespace {

using json::Json;

/// Collects the definitions that the members refer to.
class Schema {
 public:
  Json of_report() {
    Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                {"title", "edgeprobe report"},
                {"description", "The result of one run of edgeprobe. Durations are milliseconds; "
                                "what is not known is absent."}};
    Json report = object_of<Report>();
    schema.update(report);
    auto& required = schema["required"];
    required.insert(required.begin(), "schema_version");
    schema["properties"]["schema_version"] = {{"const", kReportSchemaVersion}};
    schema["if"] = {{"required", {"interrupted"}}};  // then there may be none
    schema["else"]["properties"]["verdicts"]["minItems"] = 1;
    schema["$defs"] = std::move(definitions_);
    return schema;
  }

 private:
  /// The schema of a value, with `what` said of it.
  template <class T>
  Json of(std::string_view what) {
    Json schema = plain(static_cast<const T*>(nullptr));
    if (!what.empty()) schema["description"] = std::string(what);
    return schema;
  }

  template <class T>
  Json plain(const T*) {
    if constexpr (json::Named<T>) return {{"enum", names<T>()}};
    else if constexpr (std::same_as<T, bool>) return {{"type", "boolean"}};
    else if constexpr (std::integral<T>) return integer<T>();
    else if constexpr (std::same_as<T, std::string>) return {{"type", "string"}};
    else if constexpr (std::same_as<T, Duration>) return {{"type", "number"}};
    else if constexpr (std::same_as<T, WallTime>) return time();
    else if constexpr (std::same_as<T, IpAddress>) return {{"type", "string"}, {"minLength", 2}};
    else if constexpr (std::same_as<T, Endpoint>) return endpoint();
    else return reference<T>();
  }

  template <class T>
  Json plain(const std::optional<T>*) { return of<T>({}); }
  template <class T>
  Json plain(const std::vector<T>*) { return {{"type", "array"}, {"items", of<T>({})}}; }
  Json plain(const Detail*) { return one_of_kinds(std::make_index_sequence<
                                         std::variant_size_v<Detail> - 1>()); }

  template <std::size_t... I>
  Json one_of_kinds(std::index_sequence<I...>) {
    return {{"oneOf", Json::array({kind<std::variant_alternative_t<I + 1, Detail>>()...})}};
  }

  template <class T>
  Json kind() {
    Json schema = reference<T>();
    auto& definition = definitions_[std::string(description_of<T>().name)];
    if (!definition["properties"].contains("kind")) {
      definition["properties"]["kind"] = {{"const", std::string(T::kind)}};
      definition["required"].insert(definition["required"].begin(), "kind");
    }
    return schema;
  }

  template <class T>
  static Json names() {
    Json names = Json::array();
    for (int i = 0; !name_of(static_cast<T>(i)).empty(); ++i) {
      names.push_back(std::string(name_of(static_cast<T>(i))));
    }
    return names;
  }

  template <class T>
  static Json integer() {
    Json schema{{"type", "integer"}};
    if constexpr (std::unsigned_integral<T>) schema["minimum"] = 0;
    return schema;
  }

  static Json time() {
    return {{"type", "string"},
            {"pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
                        "(\\.[0-9]{1,9})?Z$"}};
  }

  static Json endpoint() {
    return {{"type", "string"}, {"pattern", "^(\\[[^\\]]+\\]|[0-9.]+):[0-9]+$"}};
  }

  template <class T>
  Json reference() {
    const std::string name(description_of<T>().name);
    if (!definitions_.contains(name)) definitions_[name] = object_of<T>();
    return {{"$ref", "#/$defs/" + name}};
  }

  template <class T>
  Json object_of() {
    Json schema;
    const std::string what(description_of<T>().what);
    if (!what.empty()) schema["description"] = what;
    schema.update({{"type", "object"}, {"additionalProperties", false}});
    Json required = Json::array(), properties = Json::object();
    json::for_each_field<T>([&]<class Owner, class Member>(const Field<Owner, Member>& field) {
      const std::string key(field.key);
      if constexpr (std::same_as<Member, ErrorFact>) {
        properties[key] = of<std::string>(field.what);
        properties[json::symbol_key(key)] = of<std::string>("stable: what scripts may compare");
      } else {
        properties[key] = of<Member>(field.what);
        if (field.presence == Presence::always) required.push_back(key);
      }
    });
    schema["required"] = std::move(required);
    schema["properties"] = std::move(properties);
    return schema;
  }

  Json definitions_ = Json::object();
};

}  // namespace

Json report_schema() { return Schema().of_report(); }

}  // namespace edge
