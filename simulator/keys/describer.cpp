#include "simulator/keys/describer.hpp"

namespace edge::sim::keys {
namespace {

/// What is left out is not worth a word in a schema either if it is nothing.
bool says_something(const Json& usual) {
  return !usual.is_null() && usual != "" && !(usual.is_structured() && usual.empty());
}

}  // namespace

void Describer::add(const char* key, Json schema, std::string_view what, const Json* usual) {
  schema["description"] = what;
  if (usual && says_something(*usual)) schema["default"] = *usual;
  properties_[key] = std::move(schema);
  if (!usual) required_.push_back(key);
}

Json Describer::object() && {
  Json object{{"type", "object"}, {"additionalProperties", false}};
  object["properties"] = std::move(properties_);
  if (!required_.empty()) object["required"] = std::move(required_);
  return object;
}

Json Describer::list_of(std::size_t most, Json items) {
  return {{"type", "array"}, {"maxItems", most}, {"items", std::move(items)}};
}

Json Describer::map_of(Json values) {
  return {{"type", "object"},
          {"propertyNames", Form<std::string, Text>::schema(kNodeName)},
          {"additionalProperties", std::move(values)}};
}

void Describer::Forms::add(std::string_view name, Json keys) {
  if (!keys.contains("required")) words.push_back(name);
  Json form{{"type", "object"}, {"additionalProperties", false}};
  form["properties"][std::string{name}] = std::move(keys);
  form["required"] = {name};
  objects.push_back(std::move(form));
}

Json Describer::Forms::one_of() && {
  if (!words.empty()) objects.insert(objects.begin(), Json{{"enum", std::move(words)}});
  return {{"oneOf", std::move(objects)}};
}

}  // namespace edge::sim::keys
