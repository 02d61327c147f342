// What a survey is to try: endpoints, each with why it is needed, by whom, and how badly. Read from
// YAML, strictly; its keys are the rows of catalogue_keys.cpp.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace edge::probe {

enum class Expect { reachable, blocked };
std::string_view name_of(Expect expect);

struct EndpointSpec {
  std::string name;        // within its catalogue; what reports and diffs call it
  std::string kind;        // row of endpoint_kinds()
  std::string host;
  std::uint16_t port = 0;
  std::string transport;   // of a hub: the only way; empty: the agent's ways
  std::string path;        // of a page
  std::vector<int> status; // that is its own; empty: any that no proxy gives
  std::string why;         // it is needed
  std::string component;   // that connects to it
  bool required = true;
  std::string one_of;      // group of which one endpoint is enough; empty: none
  Expect expect = Expect::reachable;
  bool proxy = false;      // that component goes through the site's proxy
  std::string allow;       // the name for firewalls, with a wildcard; empty: `host`
  std::string tag;         // the cloud's service tag for its addresses; or empty
  std::string source;      // where it is documented
  std::string at;          // "site.yaml:12", for complaints
};

struct Catalogue {
  std::string name;
  std::string what;                     // one sentence
  std::vector<EndpointSpec> endpoints;  // in its order
  std::vector<std::string> left_out;    // endpoints whose {placeholder} has no value, and which
};

/// Placeholders of hosts and names and their values: "hub" -> "contoso.azure-devices.net".
using CatalogueValues = std::map<std::string, std::string, std::less<>>;

inline constexpr std::size_t kMostEndpoints = 5000;
inline constexpr std::size_t kLargestCatalogue = 4 << 20;  // bytes

/// Throws UsageError "file:line:column: what is wrong". `file` names it in complaints.
Catalogue parse_catalogue(std::string_view yaml, const std::string& file,
                          const CatalogueValues& values);

/// The JSON schema (draft 2020-12) of catalogues.
nlohmann::ordered_json catalogue_schema();

}  // namespace edge::probe
