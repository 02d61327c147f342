// Walks the lists of keys of a value and makes a JSON object of it that has what is required and
// what is not as usual. Not for the text (common/yaml/yaml_writer.hpp).
#pragma once

#include "simulator/keys/shape.hpp"

namespace edge::sim::keys {

class Writer {
 public:
  /// Only what differs from `usual`; null: everything.
  explicit Writer(const Json* usual) : usual_(usual) {}

  void is(std::string_view) {}

  template <class T, class L = AsTyped>
  void operator()(const char* key, const T& value, std::string_view, const L& limit = {}) {
    put(key, encode(value, limit), usual_);
  }

  template <class T, class L = AsTyped>
  void required(const char* key, const T& value, std::string_view, const L& limit = {}) {
    put(key, encode(value, limit), nullptr);
  }

  template <class T>
  static Json object_of(const T& value, const Json* usual) {
    Writer writer(usual);
    fields(writer, value);
    return std::move(writer.out_);
  }

  /// What holds for each key of T that is left out.
  template <class T>
  static const Json& usual() {
    static const Json object = object_of(T{}, nullptr);
    return object;
  }

  template <class T, class L>
  static Json encode(const T& value, const L& limit) {
    if constexpr (Scalar<T, L>) {
      return Form<T, L>::json(value, limit);
    } else if constexpr (Shaped<T, L>) {
      return {};  // only read
    } else {
      return object_of(value, &usual<T>());
    }
  }

  static Json encode(const std::string& name, const NameIn&) { return name; }

  template <class T, class L>
  static Json encode(const std::optional<T>& value, const L& limit) {
    return value ? encode(*value, limit) : Json{};
  }

  template <class T, class L>
  static Json encode(const std::vector<T>& values, const List<L>& limit) {
    auto list = Json::array();
    for (const auto& value : values) append(list, encode(value, limit.each));
    return list;
  }

  template <class T, class L>
    requires(!Shaped<std::map<std::string, T>, L>)
  static Json encode(const std::map<std::string, T>& values, const L& limit) {
    auto object = Json::object();
    for (const auto& [key, value] : values) object[key] = encode(value, limit);
    return object;
  }

  /// "drop", or {"reject": {"with": "tcp-reset"}}.
  template <class... Ts>
  static Json encode(const std::variant<Ts...>& value, const AsTyped& limit) {
    return std::visit(
        [&]<class T>(const T& alternative) {
          return named(kAlternative<T>, encode(alternative, limit));
        },
        value);
  }

 private:
  /// Unless it is as `usual` has it.
  void put(const char* key, Json value, const Json* usual);
  static void append(Json& list, Json value);
  static Json named(std::string_view name, Json keys);

  const Json* usual_;
  Json out_ = Json::object();
};

}  // namespace edge::sim::keys
