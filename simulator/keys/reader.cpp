#include "simulator/keys/reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/escape.hpp"

namespace edge::sim::keys {

void refuse(const YAML::Node& node, const std::string& key, const std::string& allowed,
            bool shown) {
  const bool quoted = shown && node.IsScalar() && !node.Scalar().empty();
  const auto found = quoted ? fmt::format("cannot be '{}'; allowed:", printable(node.Scalar(), 64))
                            : std::string{"must be"};
  throw YamlError(node.Mark(), fmt::format("{} {} {}", key, found, allowed));
}

void Keys::add(const char* key, bool is_required) {
  all.emplace_back(key);
  if (is_required) required_ones.emplace_back(key);
}

void Reader::Source::mark() const { context.marks.emplace(path, node.Mark()); }

const std::string* Reader::Source::scalar() const {
  return node.IsScalar() ? &node.Scalar() : nullptr;
}

Reader::Source Reader::Source::element(const YAML::Node& item, std::size_t number) const {
  return {item, key, fmt::format("{}[{}]", path, number), context};
}

Reader::Source Reader::Source::member(const YAML::Node& value, const std::string& name) const {
  return {value, name, path + "." + name, context};
}

std::optional<Reader::Source> Reader::find(const char* key) const {
  const auto found = map_.find(key);
  return found ? std::optional<Source>({*found, key, below(key), context_}) : std::nullopt;
}

Reader::Source Reader::at(const char* key) const {
  return {map_.require(key), key, below(key), context_};
}

std::string Reader::below(const char* key) const {
  return path_.empty() ? key : path_ + "." + key;
}

void Reader::each_of_list(const Source& from, std::size_t most,
                          const std::function<void(const Source&)>& item) {
  if (from.node.size() > most) {
    throw YamlError(from.node.Mark(), fmt::format("{} has {} elements; allowed: {}", from.key,
                                                  from.node.size(), most));
  }
  std::size_t number = 0;
  yaml_each(from.node, from.key,
            [&](const YAML::Node& each) { item(from.element(each, number++)); });
}

void Reader::each_of_map(const Source& from, const std::function<void(const Source&)>& value) {
  if (!from.node.IsMap()) throw YamlError(from.node.Mark(), from.key + " must be a mapping");
  std::vector<std::string> names;
  for (const auto& entry : from.node) {
    Source key = from.element(entry.first, names.size());
    key.key = "a key";
    std::string name;
    decode(key, name, kNodeName);
    if (std::ranges::count(names, name) > 0) {
      throw YamlError(entry.first.Mark(), fmt::format("'{}' is given twice", name));
    }
    names.push_back(name);
    value(from.member(entry.second, name));
  }
}

Reader::Alternative Reader::alternative(const Source& from,
                                        std::initializer_list<std::string_view> names) {
  from.mark();
  const bool one = from.node.IsMap() && from.node.size() == 1;
  const auto name = one ? from.node.begin()->first : from.node;
  const auto text = name.IsScalar() ? name.Scalar() : std::string{};
  if (std::ranges::count(names, text) == 0) {
    refuse(name, from.key, fmt::format("{}, or one of them with its keys: {{ {}: {{ ... }} }}",
                                       fmt::join(names, ", "), *names.begin()));
  }
  return {text, one ? from.member(from.node.begin()->second, text) : from, one};
}

void Reader::refuse_without_keys(const Alternative& chosen,
                                 const std::vector<std::string>& needed) {
  if (needed.empty()) return;
  throw YamlError(chosen.value.node.Mark(),
                  fmt::format("{} lacks '{}': write {{ {}: {{ {}: ... }} }}", chosen.name,
                              needed.front(), chosen.name, needed.front()));
}

}  // namespace edge::sim::keys
