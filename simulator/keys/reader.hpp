// Walks the lists of keys of a value and reads it from YAML. Refuses unknown and doubled keys,
// missing ones and values outside their limits, with the place. Not for what two values must be to
// each other: whoever checks that names the value by its path, and mark_of() knows the place.
#pragma once

#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "simulator/keys/marks.hpp"
#include "simulator/keys/shape.hpp"
#include "simulator/yaml/yaml_reader.hpp"

namespace edge::sim::keys {

/// What a struct is called and which keys it has.
struct Keys {
  std::string_view what;
  std::vector<std::string> all, required_ones;

  void is(std::string_view name) { what = name; }
  template <class T, class L = AsTyped>
  void operator()(const char* key, T&, std::string_view, const L& = {}) {
    all.emplace_back(key);
  }
  template <class T, class L = AsTyped>
  void required(const char* key, T&, std::string_view, const L& = {}) {
    all.emplace_back(key);
    required_ones.emplace_back(key);
  }
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
    if (const auto found = map_.find(key)) decode({*found, key, below(key), context_}, to, limit);
  }

  template <class T, class L = AsTyped>
  void required(const char* key, T& to, std::string_view, const L& limit = {}) {
    decode({map_.require(key), key, below(key), context_}, to, limit);
  }

  /// A value of the file, the key it stands under, and its path.
  struct Source {
    YAML::Node node;
    std::string key, path;
    const Context& context;

    void mark() const { context.marks.emplace(path, node.Mark()); }
  };

  template <class T, class L>
  static void decode(const Source& from, T& to, const L& limit) {
    from.mark();
    if constexpr (Scalar<T, L>) {
      const bool good = from.node.IsScalar() && Form<T, L>::read(from.node.Scalar(), to, limit);
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
    if (from.node.size() > limit.most) {
      throw YamlError(from.node.Mark(), fmt::format("{} has {} elements; allowed: {}", from.key,
                                                    from.node.size(), limit.most));
    }
    to.clear();
    yaml_each(from.node, from.key, [&](const auto& item) {
      auto path = fmt::format("{}[{}]", from.path, to.size());
      decode({item, from.key, std::move(path), from.context}, to.emplace_back(), limit.each);
    });
  }

  template <class T, class L>
    requires(!Shaped<std::map<std::string, T>, L>)
  static void decode(const Source& from, std::map<std::string, T>& to, const L& limit) {
    if (!from.node.IsMap()) {
      throw YamlError(from.node.Mark(), from.key + " must be a mapping");
    }
    to.clear();
    for (const auto& entry : from.node) {
      std::string key;
      decode({entry.first, "a key", fmt::format("{}[{}]", from.path, to.size()), from.context}, key,
             kNodeName);
      const auto [place, added] = to.emplace(key, T{});
      if (!added) throw YamlError(entry.first.Mark(), fmt::format("'{}' is given twice", key));
      decode({entry.second, key, from.path + "." + key, from.context}, place->second, limit);
    }
  }

  template <class... Ts>
  static void decode(const Source& from, std::variant<Ts...>& to, const AsTyped&) {
    from.mark();
    const bool one = from.node.IsMap() && from.node.size() == 1;
    const auto name = one ? from.node.begin()->first : from.node;
    const auto text = name.IsScalar() ? name.Scalar() : std::string{};
    const bool known =
        ((text == kAlternative<Ts> && (as<Ts>(from, one, to.template emplace<Ts>()), true)) || ...);
    if (known) return;
    std::vector<std::string> names{std::string{kAlternative<Ts>}...};
    refuse(name, from.key, fmt::format("{}, or one of them with its keys: {{ {}: {{ ... }} }}",
                                       join(names), names.front()));
  }

 private:
  /// "drop", or "{ reject: { with: tcp-reset } }".
  template <class T>
  static void as(const Source& from, bool with_keys, T& to) {
    const auto& needed = keys_of<T>().required_ones;
    if (!with_keys && !needed.empty()) {
      throw YamlError(from.node.Mark(), fmt::format("{} lacks '{}': write {{ {}: {{ {}: ... }} }}",
                                                    kAlternative<T>, needed.front(),
                                                    kAlternative<T>, needed.front()));
    }
    if (!with_keys) return;
    const std::string name{kAlternative<T>};
    decode({from.node.begin()->second, name, from.path + "." + name, from.context}, to, AsTyped{});
  }

  template <class L>
  static bool is_shown(const L& limit) {
    if constexpr (requires { limit.secret; }) return !limit.secret;
    else return true;
  }

  std::string below(const char* key) const { return path_.empty() ? key : path_ + "." + key; }

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
