#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "simulator/topology_file/checks.hpp"
#include "simulator/topology_file/scalars.hpp"
#include "simulator/topology_file/topology_fields.hpp"
#include "simulator/topology_file/topology_file.hpp"

namespace edge::sim {
namespace topology_file {
namespace {

/// Where each value stands, by its path: "nodes[0].routes[2].metric".
using Marks = std::map<std::string, YAML::Mark>;

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

[[noreturn]] void refuse(const YAML::Node& node, const std::string& key,
                         const std::string& allowed) {
  const bool shown = node.IsScalar() && !node.Scalar().empty();
  const auto found = shown ? fmt::format("cannot be '{}'; allowed:", printable(node.Scalar(), 64))
                           : std::string{"must be"};
  throw YamlError(node.Mark(), fmt::format("{} {} {}", key, found, allowed));
}

class Reader {
 public:
  Reader(const YAML::Node& node, const Keys& keys, std::string path, Marks& marks)
      : map_(node, keys.what, keys.all), path_(std::move(path)), marks_(marks) {}

  void is(std::string_view) {}

  template <class T, class L = AsTyped>
  void operator()(const char* key, T& to, std::string_view, const L& limit = {}) {
    if (const auto found = map_.find(key)) decode({*found, key, below(key), marks_}, to, limit);
  }

  template <class T, class L = AsTyped>
  void required(const char* key, T& to, std::string_view, const L& limit = {}) {
    decode({map_.require(key), key, below(key), marks_}, to, limit);
  }

  /// A value of the file, the key it stands under, and its path.
  struct Source {
    YAML::Node node;
    std::string key, path;
    Marks& marks;
  };

  template <class T, class L>
  static void decode(const Source& from, T& to, const L& limit) {
    from.marks.emplace(from.path, from.node.Mark());
    if constexpr (Scalar<T, L>) {
      const bool good = from.node.IsScalar() && Form<T, L>::read(from.node.Scalar(), to, limit);
      if (!good) refuse(from.node, from.key, Form<T, L>::allowed(limit));
    } else {
      to = T{};
      Reader reader(from.node, keys_of<T>(), from.path, from.marks);
      fields(reader, to);
    }
  }

  template <class T, class L>
  static void decode(const Source& from, std::optional<T>& to, const L& limit) {
    decode(from, to.emplace(), limit);
  }

  template <class T, class L>
  static void decode(const Source& from, std::vector<T>& to, const List<L>& limit) {
    from.marks.emplace(from.path, from.node.Mark());
    if (from.node.size() > limit.most) {
      throw YamlError(from.node.Mark(), fmt::format("{} has {} elements; allowed: {}", from.key,
                                                    from.node.size(), limit.most));
    }
    to.clear();
    yaml_each(from.node, from.key, [&](const auto& item) {
      auto path = fmt::format("{}[{}]", from.path, to.size());
      decode({item, from.key, std::move(path), from.marks}, to.emplace_back(), limit.each);
    });
  }

  template <class T, class L>
  static void decode(const Source& from, std::map<std::string, T>& to, const L& limit) {
    if (!from.node.IsMap()) {
      throw YamlError(from.node.Mark(), from.key + " must be a mapping");
    }
    to.clear();
    for (const auto& entry : from.node) {
      std::string key;
      decode({entry.first, "a key", fmt::format("{}[{}]", from.path, to.size()), from.marks}, key,
             kNodeName);
      const auto [place, added] = to.emplace(key, T{});
      if (!added) throw YamlError(entry.first.Mark(), fmt::format("'{}' is given twice", key));
      decode({entry.second, key, from.path + "." + key, from.marks}, place->second, limit);
    }
  }

  template <class... Ts>
  static void decode(const Source& from, std::variant<Ts...>& to, const AsTyped&) {
    from.marks.emplace(from.path, from.node.Mark());
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
    decode({from.node.begin()->second, name, from.path + "." + name, from.marks}, to, AsTyped{});
  }

  std::string below(const char* key) const { return path_.empty() ? key : path_ + "." + key; }

  YamlMap map_;
  std::string path_;
  Marks& marks_;
};

/// Of the value at `path` or, if it is left out, of what it would be part of.
YAML::Mark mark_of(const Marks& marks, std::string path) {
  for (;;) {
    const auto found = marks.find(path);
    if (found != marks.end()) return found->second;
    const auto end = path.find_last_of(".[");
    path.resize(end == std::string::npos ? 0 : end);
  }
}

}  // namespace
}  // namespace topology_file

Topology read_topology(const YAML::Node& node) {
  topology_file::Marks marks;
  Topology topology;
  topology_file::Reader::decode({node, "topology", "", marks}, topology, topology_file::AsTyped{});
  if (const auto misfit = topology_file::first_misfit(topology)) {
    throw YamlError(topology_file::mark_of(marks, misfit->path), misfit->what);
  }
  return topology;
}

Topology parse_topology(std::string_view text) { return read_topology(read_yaml(text)); }

}  // namespace edge::sim
