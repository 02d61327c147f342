#include "simulator/topology/parameters.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/base/check.hpp"
#include "common/base/escape.hpp"
#include "common/base/json_text.hpp"
#include "common/base/key_value.hpp"
#include "common/base/whole_number.hpp"
#include "simulator/topology/chance.hpp"

namespace edge::sim {
namespace {

std::string named(const Parameter& parameter) {
  auto text = fmt::format("{}={}", parameter.name(), parameter.form());
  const auto& absence = parameter.absence();
  if (absence.kind == Absence::Kind::required) return text + " (required)";
  if (absence.kind == Absence::Kind::usual && parameter.what().empty()) {
    return fmt::format("{} ({})", text, absence.usual);
  }
  if (absence.kind == Absence::Kind::usual) {
    return fmt::format("{} ({}; {})", text, absence.usual, parameter.what());
  }
  return parameter.what().empty() ? text : fmt::format("{} ({})", text, parameter.what());
}

std::string names_text(const ParameterList& parameters) {
  std::vector<std::string_view> names;
  for (const auto* each : parameters) names.push_back(each->name());
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

Written Written::neither(std::string what) {
  Written written;
  written.odd = std::move(what);
  return written;
}

std::string Written::text() const { return fmt::format("{}", fmt::join(items, ", ")); }

nlohmann::json json_of(const Written& written) {
  return written.list ? nlohmann::json(written.items) : nlohmann::json(written.text());
}

Written written_from(const nlohmann::json& json) {
  if (json.is_string()) return json.get<std::string>();
  if (json.is_number() || json.is_boolean()) return json_text(json);
  if (json.is_null()) return std::string();
  if (json.is_object()) return Written::neither("an object");
  const bool texts = std::ranges::all_of(json, [](const auto& each) { return each.is_string(); });
  return texts ? Written(json.get<std::vector<std::string>>())
               : Written::neither("a list of anything but texts");
}

Parameters parse_parameters(std::span<const std::string> words) {
  Parameters parameters;
  for (const auto& word : words) {
    const auto split = key_value(word);
    if (!split) {
      throw std::invalid_argument(fmt::format("'{}' is no KEY=VALUE", printable(word, 64)));
    }
    if (parameters.emplace(split->key, std::string(split->value)).second) continue;
    throw std::invalid_argument(fmt::format("'{}' is given twice", printable(split->key, 64)));
  }
  return parameters;
}

std::string parameters_text(const Parameters& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) {
    text += fmt::format(" {}={}", printable(name, 64),
                        printable(fmt::format("{}", fmt::join(value.items, ",")), 64));
  }
  return text;
}

ParameterError::ParameterError(std::string_view name, const std::string& what)
    : std::invalid_argument(what), parameter_(name) {}

void Parameter::check(const Written& written, const Topology* on) const {
  const bool several = written.list && written.items.size() > 1 && !takes_list();
  if (written.odd.empty() && !several) return check_value(written, on);
  throw ParameterError(name_, fmt::format("'{}' ({}) cannot be {}; allowed: {}", name_, form(),
                                          several ? "several values" : written.odd, allowed(on)));
}

nlohmann::ordered_json Parameter::schema() const {
  const auto value = value_schema();
  if (takes_list()) return value;
  return {{"anyOf", {value, {{"type", "array"}, {"items", value}, {"minItems", 1},
                             {"maxItems", 1}}}}};
}

ParameterError Parameter::refusal(std::string_view written, std::string_view why,
                                  std::string_view allowed) const {
  return {name_, fmt::format("'{}' ({}) cannot be '{}'{}{}; allowed: {}", name_, form(),
                             printable(written, 64), why.empty() ? "" : ": ", why, allowed)};
}

void Parameter::refuse(const std::string& written, const Topology* on) const {
  throw refusal(written, {}, allowed(on));
}

void Parameter::refuse_again(const std::string& item) const {
  throw ParameterError(name_, fmt::format("'{}' ({}) has '{}' twice; allowed: {}, each once",
                                          name_, form(), printable(item, 64), allowed(nullptr)));
}

std::string help_text(const ParameterList& parameters) {
  std::vector<std::string> texts;
  for (const auto* each : parameters) texts.push_back(named(*each));
  return fmt::format("{}", fmt::join(texts, ", "));
}

nlohmann::ordered_json as_json(std::string_view text) {
  if (text == "true" || text == "false") return text == "true";
  const auto number = whole_number<std::int64_t>(text);
  return number ? nlohmann::ordered_json(*number) : nlohmann::ordered_json(text);
}

nlohmann::ordered_json schema_of(const ParameterList& parameters) {
  nlohmann::ordered_json schema{{"type", "object"}, {"additionalProperties", false}};
  auto properties = nlohmann::ordered_json::object();
  auto required = nlohmann::ordered_json::array();
  for (const auto* each : parameters) {
    auto& property = properties[std::string(each->name())] = each->schema();
    if (!each->what().empty()) property["description"] = std::string(each->what());
    const auto& absence = each->absence();
    if (absence.kind == Absence::Kind::usual) property["default"] = as_json(absence.usual);
    if (absence.kind == Absence::Kind::required) required.push_back(std::string(each->name()));
  }
  schema["properties"] = std::move(properties);
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

Parameters drawn(const ParameterList& parameters, Chance& chance, const Topology* on) {
  Parameters made;
  for (const auto* each : parameters) {
    const bool required = each->absence().kind == Absence::Kind::required;
    if (required || chance.one_in(2)) made.emplace(each->name(), each->drawn(chance, on));
  }
  return made;
}

Arguments::Arguments(const ParameterList& parameters, const Parameters& given,
                     const Topology* on) {
  auto unknown = given;
  for (const auto* each : parameters) {
    const auto found = given.find(std::string(each->name()));
    if (found != given.end()) {
      each->check(found->second, on);
      values_.emplace(each, found->second);
    } else if (each->absence().kind == Absence::Kind::required) {
      throw std::invalid_argument(fmt::format("'{}' is required ({}); allowed: {}", each->name(),
                                              each->form(), each->allowed(on)));
    } else if (each->absence().kind == Absence::Kind::usual) {
      values_.emplace(each, std::string(each->absence().usual));
    } else {
      values_.emplace(each, Written());
    }
    unknown.erase(std::string(each->name()));
  }
  if (unknown.empty()) return;
  const auto& name = unknown.begin()->first;
  throw ParameterError(name, fmt::format("unknown parameter '{}'; allowed: {}",
                                         printable(name, 64), names_text(parameters)));
}

const Written* Arguments::written(const Parameter& parameter) const {
  const auto found = values_.find(&parameter);
  CHECK(found != values_.end());  // the row declares what it asks for
  const bool optional = parameter.absence().kind == Absence::Kind::optional;
  return optional && found->second.text().empty() ? nullptr : &found->second;
}

}  // namespace edge::sim
