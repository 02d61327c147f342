#include "common/yaml/yaml_reader.hpp"

#include <fmt/core.h>
#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "common/base/escape.hpp"
#include "common/base/suggestion.hpp"
#include "common/base/utf8.hpp"

namespace edge {
namespace {

/// Refuses what could make a small text a large value, or mean something a reader does not see.
class Guard : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override { begins_ = mark; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { check(mark, "", anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string&) override {
    check(mark, tag, anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    check(mark, tag, anchor);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    check(mark, tag, anchor);
  }
  void OnMapEnd() override {}

  /// Where the last document begins.
  const YAML::Mark& begins() const { return begins_; }

 private:
  [[noreturn]] static void refuse(const YAML::Mark& mark) {
    throw YamlError(mark, "anchors, aliases and tags are not allowed here");
  }
  static void check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    const bool plain = tag.empty() || tag == "?" || tag == "!";  // "!": a quoted scalar
    if (anchor != YAML::NullAnchor || !plain) refuse(mark);
  }

  YAML::Mark begins_;
};

const YAML::Mark kWholeText = YAML::Mark::null_mark();

}  // namespace

std::string join(const std::vector<std::string>& items) {
  std::string joined;
  for (const auto& item : items) joined += (joined.empty() ? "" : ", ") + item;
  return joined;
}

YAML::Node read_yaml(std::string_view text, std::size_t largest) {
  if (text.size() > largest) {
    throw YamlError(kWholeText, fmt::format("larger than {} KiB", largest / 1024));
  }
  try {
    std::istringstream events{std::string{text}};
    YAML::Parser parser(events);
    Guard guard;
    if (!parser.HandleNextDocument(guard)) throw YamlError(kWholeText, "nothing in it");
    const auto first = guard.begins();
    if (parser.HandleNextDocument(guard)) {
      // At a stray comma yaml-cpp finds empty documents for ever (LoadAll never returns).
      const bool stuck = guard.begins().pos == first.pos;
      throw YamlError(guard.begins(), stuck ? "not YAML" : "more than one document");
    }
    return YAML::Load(std::string{text});
  } catch (const YAML::Exception& error) {
    throw YamlError(error.mark, "not YAML: " + printable(error.msg));
  }
}

YamlMap::YamlMap(const YAML::Node& node, std::string_view what,
                 const std::vector<std::string>& allowed)
    : node_(node), what_(what) {
  if (!node.IsMap()) {
    throw YamlError(node.Mark(), fmt::format("{} must be a mapping with: {}", what, join(allowed)));
  }
  std::set<std::string> seen;
  for (const auto& entry : node) {
    const auto key = yaml_text(entry.first, "a key");
    if (std::find(allowed.begin(), allowed.end(), key) == allowed.end()) {
      throw YamlError(entry.first.Mark(),
                      fmt::format("unknown key '{}' in {}{}; allowed: {}", printable(key, 64), what,
                                  suggestion(key, allowed), join(allowed)));
    }
    if (!seen.insert(key).second) {
      throw YamlError(entry.first.Mark(), fmt::format("'{}' is given twice in {}", key, what));
    }
  }
}

std::optional<YAML::Node> YamlMap::find(std::string_view key) const {
  const YAML::Node value = node_[std::string{key}];
  if (!value.IsDefined()) return std::nullopt;
  return value;
}

YAML::Node YamlMap::require(std::string_view key) const {
  if (auto value = find(key)) return *value;
  throw YamlError(node_.Mark(), fmt::format("{} lacks '{}'", what_, key));
}

std::string yaml_text(const YAML::Node& node, std::string_view what) {
  if (!node.IsScalar() || node.Scalar().empty()) {
    throw YamlError(node.Mark(), fmt::format("{} must be text", what));
  }
  const auto& text = node.Scalar();
  if (!is_plain_text(text)) {  // it will be shown on terminals
    throw YamlError(node.Mark(), fmt::format("{} must be one line of UTF-8 without control "
                                             "characters", what));
  }
  return text;
}

std::string yaml_choice(const YAML::Node& node, std::string_view what,
                        const std::vector<std::string>& allowed) {
  const auto text = node.IsScalar() ? node.Scalar() : std::string{};
  if (std::find(allowed.begin(), allowed.end(), text) == allowed.end()) {
    const auto found = text.empty() ? "must be one of:"
                                    : fmt::format("cannot be '{}'{}; allowed:", printable(text, 64),
                                                  suggestion(text, allowed));
    throw YamlError(node.Mark(), fmt::format("{} {} {}", what, found, join(allowed)));
  }
  return text;
}

void yaml_each(const YAML::Node& node, std::string_view what,
               const std::function<void(const YAML::Node&)>& item) {
  if (!node.IsSequence()) throw YamlError(node.Mark(), fmt::format("{} must be a list", what));
  for (const auto& element : node) item(element);
}

}  // namespace edge
