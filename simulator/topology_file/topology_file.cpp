#include "simulator/topology_file/topology_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "simulator/topology_file/writer.hpp"
#include "simulator/topology_file/yaml_text.hpp"

namespace edge::sim {
namespace topology_file {
namespace {

/// What is left out is not worth a word in a schema either if it is nothing.
bool says_something(const Json& usual) {
  return !usual.is_null() && usual != "" && !(usual.is_structured() && usual.empty());
}

/// Makes the schema of a struct, key by key.
class Describer {
 public:
  explicit Describer(const Json& usual) : usual_(usual) {}

  void is(std::string_view) {}

  template <class T, class L = AsTyped>
  void operator()(const char* key, T& value, std::string_view what, const L& limit = {}) {
    auto& schema = add(key, value, what, limit);
    if (says_something(usual_.at(key))) schema["default"] = usual_.at(key);
  }

  template <class T, class L = AsTyped>
  void required(const char* key, T& value, std::string_view what, const L& limit = {}) {
    add(key, value, what, limit);
    required_.push_back(key);
  }

  template <class T, class L>
  static Json schema(const T*, const L& limit) {
    if constexpr (Scalar<T, L>) {
      return Form<T, L>::schema(limit);
    } else {
      Describer describer(Writer::usual<T>());
      T blank{};
      fields(describer, blank);
      Json object{{"type", "object"}, {"additionalProperties", false}};
      object["properties"] = std::move(describer.properties_);
      if (!describer.required_.empty()) object["required"] = std::move(describer.required_);
      return object;
    }
  }

 private:
  template <class T, class L>
  Json& add(const char* key, const T& value, std::string_view what, const L& limit) {
    auto& made = properties_[key] = schema(&value, limit);
    made["description"] = what;
    return made;
  }

  template <class T, class L>
  static Json schema(const std::optional<T>*, const L& limit) {
    return schema(static_cast<const T*>(nullptr), limit);
  }

  template <class T, class L>
  static Json schema(const std::vector<T>*, const List<L>& limit) {
    return {{"type", "array"},
            {"maxItems", limit.most},
            {"items", schema(static_cast<const T*>(nullptr), limit.each)}};
  }

  template <class T, class L>
  static Json schema(const std::map<std::string, T>*, const L& limit) {
    return {{"type", "object"},
            {"propertyNames", Form<std::string, Text>::schema(kNodeName)},
            {"additionalProperties", schema(static_cast<const T*>(nullptr), limit)}};
  }

  template <class... Ts>
  static Json schema(const std::variant<Ts...>*, const AsTyped& limit) {
    auto words = Json::array();
    auto forms = Json::array();
    const auto add_form = [&]<class T>(const T* type) {
      auto keys = schema(type, limit);
      if (!keys.contains("required")) words.push_back(kAlternative<T>);
      Json form{{"type", "object"}, {"additionalProperties", false}};
      form["properties"][kAlternative<T>] = std::move(keys);
      form["required"] = {kAlternative<T>};
      forms.push_back(std::move(form));
    };
    (add_form(static_cast<const Ts*>(nullptr)), ...);
    if (!words.empty()) forms.insert(forms.begin(), Json{{"enum", words}});
    return {{"oneOf", forms}};
  }

  const Json& usual_;
  Json properties_ = Json::object();
  Json required_ = Json::array();
};

}  // namespace
}  // namespace topology_file

std::string topology_text(const Topology& topology, std::size_t indent) {
  return topology_file::yaml_text(
      topology_file::Writer::encode(topology, topology_file::AsTyped{}), indent);
}

nlohmann::ordered_json topology_schema() {
  auto schema = topology_file::Describer::schema(static_cast<const Topology*>(nullptr),
                                                 topology_file::AsTyped{});
  schema["description"] = "A network of your own; docs/topologies.md.";
  return schema;
}

}  // namespace edge::sim
