#include "probe/survey/catalogue_keys.hpp"

#include <algorithm>

#include "common/base/rows.hpp"
#include "common/base/whole_number.hpp"
#include "probe/profiles/transports.hpp"
#include "probe/survey/kinds.hpp"

namespace edge::probe {
namespace {

constexpr std::string_view kText = R"({"type": "string", "minLength": 1})";
constexpr std::string_view kYesNo = R"({"type": "boolean"})";

int number_in(const YAML::Node& node, std::string_view what, int least, int most) {
  const auto number = whole_number<int>(yaml_text(node, what));
  if (!number || *number < least || *number > most) {
    throw YamlError(node.Mark(), std::string(what) + " must be a number from " +
                                     std::to_string(least) + " to " + std::to_string(most));
  }
  return *number;
}

bool yes_no(const YAML::Node& node, std::string_view what) {
  return yaml_choice(node, what, {"true", "false"}) == "true";
}

void read_statuses(const YAML::Node& node, EndpointSpec& to) {
  yaml_each(node, "status", [&](const YAML::Node& each) {
    to.status.push_back(number_in(each, "a status", 100, 599));
  });
}

void read_need(const YAML::Node& node, EndpointSpec& to) {
  to.required = yaml_choice(node, "need", {"required", "optional"}) == "required";
}

void read_expect(const YAML::Node& node, EndpointSpec& to) {
  const auto blocked = yaml_choice(node, "expect", {"reachable", "blocked"}) == "blocked";
  to.expect = blocked ? Expect::blocked : Expect::reachable;
}

void read_path(const YAML::Node& node, EndpointSpec& to) {
  to.path = yaml_text(node, "path");
  const auto bad = [](char c) { return c <= 0x20 || c >= 0x7f; };
  if (to.path.front() != '/' || std::ranges::any_of(to.path, bad)) {
    throw YamlError(node.Mark(), "path must begin with / and have no spaces");
  }
}

}  // namespace

std::span<const CatalogueKey> catalogue_keys() {
  static constexpr CatalogueKey kKeys[] = {
      {"name", "what reports call it; the host and kind if absent", false, kText,
       [](const auto& node, auto& to) { to.name = yaml_text(node, "name"); }},
      {"kind", "`edgeprobe list endpoint-kinds`", true, kText,
       [](const auto& node, auto& to) {
         const auto kinds = names_of_rows(endpoint_kinds(), &EndpointKind::name);
         to.kind = yaml_choice(node, "kind", kinds);
       }},
      {"host", "a host name or an IP address; {hub} and the like stand for options' values", true,
       kText, [](const auto& node, auto& to) { to.host = yaml_text(node, "host"); }},
      {"port", "the kind's usual one if absent", false,
       R"({"type": "integer", "minimum": 1, "maximum": 65535})",
       [](const auto& node, auto& to) {
         to.port = static_cast<std::uint16_t>(number_in(node, "port", 1, 65535));
       }},
      {"transport", "the one way to a hub: `edgeprobe list transports`", false, kText,
       [](const auto& node, auto& to) {
         const auto ways = names_of_rows(transport_rows(), &TransportRow::name);
         to.transport = yaml_choice(node, "transport", ways);
       }},
      {"path", "what is asked for by HTTP; / if absent", false, kText, read_path},
      {"status", "HTTP statuses that are its own; any below 500 but 407 if absent", false,
       R"({"type": "array", "items": {"type": "integer", "minimum": 100, "maximum": 599}})",
       read_statuses},
      {"why", "why it is needed", true, kText,
       [](const auto& node, auto& to) { to.why = yaml_text(node, "why"); }},
      {"component", "what connects to it", true, kText,
       [](const auto& node, auto& to) { to.component = yaml_text(node, "component"); }},
      {"need", "required (as if absent) or optional: then it is a warning only", false,
       R"({"enum": ["required", "optional"]})", read_need},
      {"one-of", "a group of endpoints of which one is enough", false, kText,
       [](const auto& node, auto& to) { to.one_of = yaml_text(node, "one-of"); }},
      {"expect", "reachable (as if absent) or blocked: then it passes where it is blocked", false,
       R"({"enum": ["reachable", "blocked"]})", read_expect},
      {"proxy", "whether that component goes through the site's proxy", false, kYesNo,
       [](const auto& node, auto& to) { to.proxy = yes_no(node, "proxy"); }},
      {"allow", "its name for the firewall, such as *.data.mcr.microsoft.com", false, kText,
       [](const auto& node, auto& to) { to.allow = yaml_text(node, "allow"); }},
      {"tag", "the cloud's service tag for its addresses", false, kText,
       [](const auto& node, auto& to) { to.tag = yaml_text(node, "tag"); }},
      {"source", "where it is documented", false, kText,
       [](const auto& node, auto& to) { to.source = yaml_text(node, "source"); }},
  };
  return kKeys;
}

}  // namespace edge::probe
