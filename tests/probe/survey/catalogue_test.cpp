// Catalogues as data: what is read, and what is refused by its line.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "common/base/usage_error.hpp"
#include "probe/survey/builtin_catalogues.hpp"
#include "probe/survey/catalogue_keys.hpp"
#include "probe/survey/kinds.hpp"

namespace edge::probe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

/// A catalogue with one endpoint of these lines.
std::string with_endpoint(const std::string& lines) {
  return "catalogue: site\nendpoints:\n  - kind: tls\n    host: a.test\n    why: w\n"
         "    component: c\n" + lines;
}

std::string refusal(const std::string& yaml) {
  try {
    parse_catalogue(yaml, "site.yaml", {});
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(Catalogue, SaysWhoNeedsWhatAndWhy) {
  const auto catalogue = parse_catalogue(
      "catalogue: plant\nendpoints:\n"
      "  - {name: portal, kind: https, host: \"{portal}\", path: /health, status: [200, 204],\n"
      "     why: the shop floor's page, component: browser, need: optional, proxy: true,\n"
      "     allow: \"*.plant.test\", source: wiki}\n",
      "p.yaml", {{"portal", "portal.plant.test"}});
  ASSERT_EQ(catalogue.endpoints.size(), 1u);
  const EndpointSpec& spec = catalogue.endpoints.front();
  EXPECT_EQ(spec.host, "portal.plant.test");
  EXPECT_EQ(spec.port, 443);
  EXPECT_EQ(spec.path, "/health");
  EXPECT_THAT(spec.status, ElementsAre(200, 204));
  EXPECT_FALSE(spec.required);
  EXPECT_TRUE(spec.proxy);
  EXPECT_EQ(spec.at, "p.yaml:3");
}

TEST(Catalogue, WhatHasNoValueIsLeftOutAndSaid) {
  const auto catalogue = parse_catalogue(with_endpoint("    name: \"{hub}\"\n"), "s.yaml", {});
  EXPECT_TRUE(catalogue.endpoints.empty());
  EXPECT_THAT(catalogue.left_out, ElementsAre("s.yaml:3: {hub} has no value (--hub)"));
}

TEST(Catalogue, MistakesAreToldByTheirLine) {
  const struct {
    const char* lines;
    const char* complaint;
  } cases[] = {
      {"    prot: 1\n", "site.yaml:7:5: unknown key 'prot' in an endpoint (did you mean 'port'?)"},
      {"    port: 0\n", "site.yaml:7:11: port must be a number from 1 to 65535"},
      {"    port: ssh\n", "site.yaml:7:11: port must be a number"},
      {"    need: maybe\n", "need cannot be 'maybe'"},
      {"    proxy: yes\n", "proxy cannot be 'yes'"},
      {"    path: /x\n", "site.yaml:3:5: path and status are for web servers"},
      {"    transport: amqp\n", "transport is for the kind iot-hub"},
      {"    host: b.test\n", "'host' is given twice"},
      {"  - {kind: tcp, host: a.test, why: w, component: c}\n", "needs a port"},
      {"  - {kind: tls, host: \"a b\", why: w, component: c}\n", "'a b' is no host name"},
      {"  - {kind: tls, host: a.test, why: w, component: c}\n", "two endpoints are called"},
      {"  - {kind: ntp, host: t.test, why: w, component: c, proxy: true}\n", "cannot go through"},
      {"  - {kind: iot-hub, host: h.test, port: 443, why: w, component: c}\n",
       "one transport: name it"},
      {"  - {kind: gopher, host: a.test, why: w, component: c}\n", "kind cannot be 'gopher'"},
      {"  - {kind: tls, host: a.test, component: c}\n", "an endpoint lacks 'why'"},
      {"more: x\n", "unknown key 'more' in a catalogue"},
  };
  for (const auto& one : cases) {
    const std::string told = refusal(with_endpoint(one.lines));
    EXPECT_THAT(told, StartsWith("site.yaml:")) << one.lines;
    EXPECT_THAT(told, HasSubstr(one.complaint));
  }
  EXPECT_THAT(refusal("catalogue: x\n"), HasSubstr("lacks 'endpoints'"));
  EXPECT_THAT(refusal("- x\n"), HasSubstr("must be a mapping"));
}

TEST(Catalogue, TheBuiltinOneNamesItsSourcesAndTakesEveryOption) {
  CatalogueValues values;
  for (const PlaceholderRow& row : placeholder_rows()) {
    values.emplace(row.name, placeholder_value(row, "contoso"));
  }
  for (const BuiltinCatalogue& builtin : builtin_catalogues()) {
    const auto catalogue = parse_catalogue(builtin.yaml, std::string(builtin.name), values);
    EXPECT_EQ(catalogue.name, builtin.name);
    EXPECT_TRUE(catalogue.left_out.empty());
    for (const auto& spec : catalogue.endpoints) EXPECT_FALSE(spec.source.empty()) << spec.name;
  }
  EXPECT_EQ(values["hub"], "contoso.azure-devices.net");
  EXPECT_EQ(placeholder_value(placeholder_rows().front(), "hub.test"), "hub.test");
}

TEST(Catalogue, TheSchemaHasEveryKeyAndKind) {
  const auto schema = catalogue_schema();
  const auto& endpoint = schema["properties"]["endpoints"]["items"];
  for (const CatalogueKey& key : catalogue_keys()) {
    EXPECT_TRUE(endpoint["properties"].contains(std::string(key.name))) << key.name;
  }
  EXPECT_EQ(endpoint["properties"]["kind"]["enum"].size(), endpoint_kinds().size());
}

}  // namespace
}  // namespace edge::probe::test
