// Walks the lists of keys of a value and reads it from YAML. Refuses unknown and doubled keys,
// missing ones and values outside their limits, with the place. Not for what two values must be to
// each other: whoever checks that names the value by its path, and mark_of() knows the place.
#pragma once

#include <functional>
#include <optional>
#include <type_traits>

#include "simulator/keys/marks.hpp"
#include "simulator/keys/shape.hpp"
#include "common/yaml/yaml_reader.hpp"

namespace edge::sim::keys {

/// What a struct is called and which keys it has.
struct Keys {
  std::string_view what;
  std::vector<std::string> all, required_ones;

  void is(std::string_view name) { what = name; }
  template <class T, class L = AsTyped>
  void operator()(const char* key, T&, std::string_view, const L& = {}) {
    add(key, false);
  }
  template <class T, class L = AsTyped>
  void required(const char* key, T&, std::string_view, const L& = {}) {
    add(key, true);
  }

  void add(const char* key, bool is_required);
};

template <class T>
const Keys& keys_of() {
  static const Keys keys = [] {
    Keys made;
    T blank{};
    fields(made, blank);
    return made;
  }();
  return keys;
}

/// Throws YamlError; `shown`: the value is no secret.
[[noreturn]] void refuse(const YAML::Node& node, const std::string& key, const std::string& allowed,
                         bool shown = true);

class Reader {
 public:
  /// What is gathered, and what is known, while a file is read.
  struct Context {
    Marks& marks;
    const Vocabulary& names;
  };

  Reader(const YAML::Node& node, const Keys& keys, std::string path, const Context& context)
      : map_(node, keys.what, keys.all), path_(std::move(path)), context_(context) {}

  void is(std::string_view) {}

  template <class T, class L = AsTyped>
  void operator()(const char* key, T& to, std::string_view, const L& limit = {}) {
    if (const auto found = find(key)) decode(*found, to, limit);
  }

  template <class T, class L = AsTyped>
  void required(const char* key, T& to, std::string_view, const L& limit = {}) {
    decode(at(key), to, limit);
  }

  /// A value of the file, the key it stands under, and its path.
  struct Source {
    YAML::Node node;
    std::string key, path;
    const Context& context;

    void mark() const;
    /// The text of a scalar; null for anything else.
    const std::string* scalar() const;
    /// An element of a list.
    Source element(const YAML::Node& item, std::size_t number) const;
    /// Its value under `key`, which has a name of its own.
    Source member(const YAML::Node& value, const std::string& name) const;
  };

  template <class T, class L>
  static void decode(const Source& from, T& to, const L& limit) {
    from.mark();
    if constexpr (Scalar<T, L>) {
      const auto* text = from.scalar();
      const bool good = text && Form<T, L>::read(*text, to, limit);
      if (!good) refuse(from.node, from.key, Form<T, L>::allowed(limit), is_shown(limit));
    } else if constexpr (Shaped<T, L>) {
      Shape<T, L>::read(from, to);
    } else {
      to = T{};
      Reader reader(from.node, keys_of<T>(), from.path, from.context);
      fields(reader, to);
    }
  }

  static void decode(const Source& from, std::string& to, const NameIn& limit) {
    from.mark();
    to = yaml_choice(from.node, from.key, from.context.names.*limit.table);
  }

  template <class T, class L>
  static void decode(const Source& from, std::optional<T>& to, const L& limit) {
    decode(from, to.emplace(), limit);
  }

  template <class T, class L>
  static void decode(const Source& from, std::vector<T>& to, const List<L>& limit) {
    from.mark();
    to.clear();
    each_of_list(from, limit.most, [&](const Source& item) {
      decode(item, to.emplace_back(), limit.each);
    });
  }

  template <class T, class L>
    requires(!Shaped<std::map<std::string, T>, L>)
  static void decode(const Source& from, std::map<std::string, T>& to, const L& limit) {
    to.clear();
    each_of_map(from, [&](const Source& value) { decode(value, to[value.key], limit); });
  }

  template <class... Ts>
  static void decode(const Source& from, std::variant<Ts...>& to, const AsTyped&) {
    const Alternative chosen = alternative(from, {kAlternative<Ts>...});
    const auto read_as = [&]<class T>(std::type_identity<T>) {
      if (chosen.name == kAlternative<T>) as(chosen, to.template emplace<T>());
    };
    (read_as(std::type_identity<Ts>{}), ...);
  }

 private:
  /// "drop", or "{ reject: { with: tcp-reset } }".
  struct Alternative {
    std::string name;
    Source value;    // its keys, if it has any
    bool with_keys;
  };

  static Alternative alternative(const Source& from,
                                 std::initializer_list<std::string_view> names);

  template <class T>
  static void as(const Alternative& chosen, T& to) {
    if (chosen.with_keys) decode(chosen.value, to, AsTyped{});
    else refuse_without_keys(chosen, keys_of<T>().required_ones);
  }

  /// If it needs some.
  static void refuse_without_keys(const Alternative& chosen,
                                  const std::vector<std::string>& needed);

  static void each_of_list(const Source& from, std::size_t most,
                           const std::function<void(const Source&)>& item);
  /// Their keys are names of nodes.
  static void each_of_map(const Source& from, const std::function<void(const Source&)>& value);

  template <class L>
  static bool is_shown(const L& limit) {
    if constexpr (requires { limit.secret; }) return !limit.secret;
    else return true;
  }

  std::optional<Source> find(const char* key) const;
  Source at(const char* key) const;
  std::string below(const char* key) const;

  YamlMap map_;
  std::string path_;
  const Context& context_;
};

/// Reads the value of `key`. Throws YamlError.
template <class T>
T read_as(const YAML::Node& node, std::string key, const Vocabulary& names, Marks& marks) {
  T value{};
  Reader::decode({node, std::move(key), "", {marks, names}}, value, AsTyped{});
  return value;
}

}  // namespace edge::sim::keys
