// Walks the lists of keys of a value and makes a JSON schema (draft 2020-12) of what may be
// written.
#pragma once

#include "simulator/keys/writer.hpp"

namespace edge::sim::keys {

/// Makes the schema of a struct, key by key.
class Describer {
 public:
  explicit Describer(const Vocabulary& names) : names_(names) {}

  const Vocabulary& names() const { return names_; }

  void is(std::string_view) {}

  template <class T, class L = AsTyped>
  void operator()(const char* key, T& value, std::string_view what, const L& limit = {}) {
    add(key, schema(&value, limit), what, &usual_->at(key));
  }

  template <class T, class L = AsTyped>
  void required(const char* key, T& value, std::string_view what, const L& limit = {}) {
    add(key, schema(&value, limit), what, nullptr);
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
      return std::move(describer).object();
    }
  }

 private:
  /// `usual`: what holds when the key is left out; null: it is required.
  void add(const char* key, Json schema, std::string_view what, const Json* usual);
  Json object() &&;
  static Json list_of(std::size_t most, Json items);
  static Json map_of(Json values);
  /// The form of each alternative is added with its keys.
  struct Forms {
    Json words = Json::array(), objects = Json::array();
    void add(std::string_view name, Json keys);
    Json one_of() &&;
  };

  Json schema(const std::string*, const NameIn& limit) const {
    return {{"enum", names_.*limit.table}};
  }

  template <class T, class L>
  Json schema(const std::optional<T>*, const L& limit) const {
    return schema(static_cast<const T*>(nullptr), limit);
  }

  template <class T, class L>
  Json schema(const std::vector<T>*, const List<L>& limit) const {
    return list_of(limit.most, schema(static_cast<const T*>(nullptr), limit.each));
  }

  template <class T, class L>
    requires(!Shaped<std::map<std::string, T>, L>)
  Json schema(const std::map<std::string, T>*, const L& limit) const {
    return map_of(schema(static_cast<const T*>(nullptr), limit));
  }

  template <class... Ts>
  Json schema(const std::variant<Ts...>*, const AsTyped& limit) const {
    Forms forms;
    (forms.add(kAlternative<Ts>, schema(static_cast<const Ts*>(nullptr), limit)), ...);
    return std::move(forms).one_of();
  }

  const Vocabulary& names_;
  const Json* usual_ = nullptr;
  Json properties_ = Json::object();
  Json required_ = Json::array();
};

}  // namespace edge::sim::keys
