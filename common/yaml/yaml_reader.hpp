// Reads YAML strictly: known keys, right types, positions in every complaint, nothing that expands.
// Knows YAML, not what the file is for.
#pragma once

#include <yaml-cpp/yaml.h>

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace edge {

inline constexpr std::size_t kLargestYaml = 64 * 1024;  // bytes

/// Something wrong at a place of the text.
class YamlError : public std::runtime_error {
 public:
  YamlError(const YAML::Mark& mark, const std::string& what)
      : std::runtime_error(what), line(mark.line + 1), column(mark.column + 1) {}
  int line, column;  // counted from 1; 0: the text as a whole
};

/// One document of at most `largest` bytes, without anchors, aliases or tags. Throws YamlError.
YAML::Node read_yaml(std::string_view text, std::size_t largest = kLargestYaml);

/// A mapping whose keys are all among `allowed`, none twice. Throws YamlError otherwise.
class YamlMap {
 public:
  YamlMap(const YAML::Node& node, std::string_view what, const std::vector<std::string>& allowed);

  /// The value of `key`, if it is there.
  std::optional<YAML::Node> find(std::string_view key) const;
  /// The value of `key`; throws YamlError when it is missing.
  YAML::Node require(std::string_view key) const;
  YAML::Mark mark() const { return node_.Mark(); }

 private:
  YAML::Node node_;
  std::string what_;
};

/// Each throws YamlError when `node` is of another type; `what` names it in the complaint.
std::string yaml_text(const YAML::Node& node, std::string_view what);
/// One of `allowed`; the complaint lists them.
std::string yaml_choice(const YAML::Node& node, std::string_view what,
                        const std::vector<std::string>& allowed);
void yaml_each(const YAML::Node& node, std::string_view what,
               const std::function<void(const YAML::Node&)>& item);

std::string join(const std::vector<std::string>& items);

}  // namespace edge
