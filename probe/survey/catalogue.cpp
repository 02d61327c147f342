#include "probe/survey/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "common/base/escape.hpp"
#include "common/base/host_name.hpp"
#include "common/base/rows.hpp"
#include "common/base/usage_error.hpp"
#include "common/world/address.hpp"
#include "probe/survey/catalogue_keys.hpp"
#include "probe/survey/kinds.hpp"

namespace edge::probe {
namespace {

/// A placeholder that has no value; the endpoint is left out.
struct Unfilled {
  std::string name;
};

/// `text` with each {name} replaced.
std::string with_values(const std::string& text, const CatalogueValues& values) {
  std::string filled;
  std::string_view rest = text;
  while (true) {
    const auto open = rest.find('{');
    filled += rest.substr(0, open);
    if (open == rest.npos) return filled;
    const auto close = rest.find('}', open);
    const auto name = rest.substr(open + 1, close == rest.npos ? close : close - open - 1);
    const auto value = values.find(name);
    if (close == rest.npos || value == values.end()) throw Unfilled{std::string(name)};
    filled += value->second;
    rest.remove_prefix(close + 1);
  }
}

void check(const YAML::Node& node, const EndpointSpec& spec) {
  const EndpointKind& kind = kind_called(spec.kind);
  const auto refuse = [&](const std::string& what) { throw YamlError(node.Mark(), what); };
  const bool host = is_host_name(spec.host) || parse_address(spec.host).has_value();
  if (!host) refuse(fmt::format("host '{}' is no host name and no address",
                                printable(spec.host, 80)));
  if (spec.port == 0 && !kind.way.empty() && kind.way != "name") {
    refuse(fmt::format("an endpoint of kind {} needs a port", spec.kind));
  }
  if (kind.way.empty() && spec.port != 0 && spec.transport.empty()) {
    refuse("a hub's port is that of one transport: name it");
  }
  if (!spec.transport.empty() && !kind.way.empty()) refuse("transport is for the kind iot-hub");
  if ((!spec.path.empty() || !spec.status.empty()) && !kind.takes_page) {
    refuse(fmt::format("path and status are for web servers, not for the kind {}", spec.kind));
  }
  if (spec.proxy && !kind.proxied) {
    refuse(fmt::format("an endpoint of kind {} cannot go through an HTTP proxy", spec.kind));
  }
}

EndpointSpec read_endpoint(const YAML::Node& node, const std::string& file,
                           const CatalogueValues& values) {
  const auto names = names_of_rows(catalogue_keys(), &CatalogueKey::name);
  const YamlMap map(node, "an endpoint", names);
  EndpointSpec spec;
  for (const CatalogueKey& key : catalogue_keys()) {
    const auto value = key.required ? map.require(key.name) : map.find(key.name);
    if (value) key.read(*value, spec);
  }
  for (std::string* text : {&spec.host, &spec.name, &spec.allow}) {
    *text = with_values(*text, values);
  }
  const EndpointKind& kind = kind_called(spec.kind);
  if (spec.name.empty()) spec.name = fmt::format("{} ({})", spec.host, spec.kind);
  if (spec.port == 0 && !kind.way.empty()) spec.port = kind.port;
  spec.at = fmt::format("{}:{}", file, node.Mark().line + 1);
  check(node, spec);
  return spec;
}

void read_endpoints(const YAML::Node& list, const std::string& file,
                    const CatalogueValues& values, Catalogue& catalogue) {
  std::set<std::string> seen;
  yaml_each(list, "endpoints", [&](const YAML::Node& node) {
    try {
      catalogue.endpoints.push_back(read_endpoint(node, file, values));
    } catch (const Unfilled& missing) {
      const std::string name = printable(missing.name, 40);
      catalogue.left_out.push_back(fmt::format("{}:{}: {{{}}} has no value (--{})", file,
                                               node.Mark().line + 1, name, name));
      return;
    }
    const std::string& name = catalogue.endpoints.back().name;
    if (!seen.insert(name).second) {
      throw YamlError(node.Mark(), fmt::format("two endpoints are called '{}'", name));
    }
    if (catalogue.endpoints.size() > kMostEndpoints) {
      throw YamlError(node.Mark(), fmt::format("more than {} endpoints", kMostEndpoints));
    }
  });
}

}  // namespace

std::string_view name_of(Expect expect) {
  constexpr std::string_view kNames[] = {"reachable", "blocked"};
  const auto index = static_cast<std::size_t>(expect);
  return index < std::size(kNames) ? kNames[index] : std::string_view{};
}

Catalogue parse_catalogue(std::string_view yaml, const std::string& file,
                          const CatalogueValues& values) {
  try {
    const YAML::Node root = read_yaml(yaml, kLargestCatalogue);
    const YamlMap map(root, "a catalogue", {"catalogue", "what", "endpoints"});
    Catalogue catalogue;
    catalogue.name = yaml_text(map.require("catalogue"), "catalogue");
    if (const auto what = map.find("what")) catalogue.what = yaml_text(*what, "what");
    read_endpoints(map.require("endpoints"), file, values, catalogue);
    return catalogue;
  } catch (const YamlError& error) {
    const auto place = error.line > 0 ? fmt::format(":{}:{}", error.line, error.column) : "";
    throw UsageError(fmt::format("{}{}: {}", file, place, error.what()));
  }
}

nlohmann::ordered_json catalogue_schema() {
  using Json = nlohmann::ordered_json;
  Json properties = Json::object(), required = Json::array();
  for (const CatalogueKey& key : catalogue_keys()) {
    Json schema = Json::parse(key.schema);
    schema["description"] = std::string(key.what);
    properties[std::string(key.name)] = std::move(schema);
    if (key.required) required.push_back(std::string(key.name));
  }
  properties["kind"] = {{"enum", names_of_rows(endpoint_kinds(), &EndpointKind::name)}};
  const Json text{{"type", "string"}, {"minLength", 1}};
  const Json endpoint{{"type", "object"}, {"additionalProperties", false},
                      {"required", required}, {"properties", properties}};
  return {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
          {"title", "catalogue of edgeprobe survey"},
          {"description", "Endpoints that a site must reach, or must not."},
          {"type", "object"},
          {"additionalProperties", false},
          {"required", {"catalogue", "endpoints"}},
          {"properties",
           {{"catalogue", text}, {"what", text},
            {"endpoints", {{"type", "array"}, {"items", endpoint}}}}}};
}

}  // namespace edge::probe
