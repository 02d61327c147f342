// Walks the lists of keys of a value and makes a JSON schema (draft 2020-12) of what may be
// written.
#pragma once

#include "simulator/keys/writer.hpp"

namespace edge::sim::keys {

/// What is left out is not worth a word in a schema either if it is nothing.
inline bool says_something(const Json& usual) {
  return !usual.is_null() && usual != "" && !(usual.is_structured() && usual.empty());
}

/// Makes the schema of a struct, key by key.
class Describer {
 public:
  explicit Describer(const Vocabulary& names) : names_(names) {}

  const Vocabulary& names() const { return names_; }

  void is(std::string_view) {}

  template <class T, class L = AsTyped>
  void operator()(const char* key, T& value, std::string_view what, const L& limit = {}) {
    auto& schema = add(key, value, what, limit);
    if (says_something(usual_->at(key))) schema["default"] = usual_->at(key);
  }

  template <class T, class L = AsTyped>
  void required(const char* key, T& value, std::string_view what, const L& limit = {}) {
    add(key, value, what, limit);
    required_.push_back(key);
  }

  template <class T, class L = AsTyped>
  Json schema(const T*, const L& limit = {}) const {
    if constexpr (Scalar<T, L>) {
      return Form<T, L>::schema(limit);
    } else if constexpr (Shaped<T, L>) {
      return Shape<T, L>::schema(*this);
    } else {
      Describer describer(names_);
      describer.usual_ = &Writer::usual<T>();
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

  Json schema(const std::string*, const NameIn& limit) const {
    return {{"enum", names_.*limit.table}};
  }

  template <class T, class L>
  Json schema(const std::optional<T>*, const L& limit) const {
    return schema(static_cast<const T*>(nullptr), limit);
  }

  template <class T, class L>
  Json schema(const std::vector<T>*, const List<L>& limit) const {
    return {{"type", "array"},
            {"maxItems", limit.most},
            {"items", schema(static_cast<const T*>(nullptr), limit.each)}};
  }

  template <class T, class L>
    requires(!Shaped<std::map<std::string, T>, L>)
  Json schema(const std::map<std::string, T>*, const L& limit) const {
    return {{"type", "object"},
            {"propertyNames", Form<std::string, Text>::schema(kNodeName)},
            {"additionalProperties", schema(static_cast<const T*>(nullptr), limit)}};
  }

  template <class... Ts>
  Json schema(const std::variant<Ts...>*, const AsTyped& limit) const {
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

  const Vocabulary& names_;
  const Json* usual_ = nullptr;
  Json properties_ = Json::object();
  Json required_ = Json::array();
};

}  // namespace edge::sim::keys
